/** Sending what a person does to blocks: presses, choices, option searches. */
import { post } from "./api.js";
import * as directory from "./directory.js";
import { safeUrl } from "./dom.js";
import * as fields from "./fields.js";
import { confirm, toast } from "./overlay.js";

const NOT_SENT = ["options", "option_groups"];

/** What Slack puts into `actions[0]`: the element without its list of options, plus the choice. */
function action(block, element, extra) {
  const kept = Object.entries(element).filter(([name]) => !NOT_SENT.includes(name));
  return { ...Object.fromEntries(kept), block_id: block.block_id, ...extra };
}

function busy(node, on) {
  node?.classList.toggle("pending", on);
  if (on) node?.setAttribute("aria-busy", "true");
  else node?.removeAttribute("aria-busy");
}

/**
 * Press `element`. A second press while the first is on its way is ignored.
 * `follow`: open the element's url here; false when it is a link that the browser follows by itself.
 * Resolves to true when the bot took it, false when it failed or the person said no.
 */
export async function press(ctx, block, element, extra, node, follow = true) {
  if (node?.classList.contains("pending")) return false;
  if (element.confirm && !(await confirm(element.confirm))) return false;
  if (follow && element.url && safeUrl(element.url))
    open(safeUrl(element.url), "_blank", "noopener,noreferrer");
  busy(node, true);
  const answer = await post("press", {
    as: directory.meId(),
    container: ctx.container,
    block_id: block.block_id,
    action: action(block, element, extra),
    state: fields.collect(ctx.blocks(), ctx.drafts),
  });
  busy(node, false);
  if (!answer.ok) toast(answer.error ?? "The bot didn’t answer.");
  if (answer.url && safeUrl(answer.url)) open(safeUrl(answer.url), "_blank", "noopener,noreferrer");
  ctx.after?.();
  return answer.ok;
}

/** Ask the bot for the options of an external select; throws with a sentence on failure. */
export async function options(ctx, block, element, value) {
  const answer = await post("options", {
    as: directory.meId(),
    view_id: ctx.container.view_id,
    container: ctx.container,
    action_id: element.action_id,
    block_id: block.block_id,
    value,
  });
  if (!answer.ok) throw new Error(answer.error ?? "The bot didn’t answer.");
  return answer;
}
