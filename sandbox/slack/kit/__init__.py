"""Block Kit as Slack checks it: field rules, elements, blocks, whole messages and views."""
