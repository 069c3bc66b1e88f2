"use strict";

/* How a host in the manner of Teams' light theme draws cards: widths, sizes and colours of our own
   choosing near those of the client, and its limit of six buttons in a row. */

const ink = (strong, subtle) => ({ default: strong, subtle });
const INKS = {
  default: ink("#242424", "#616161"),
  dark: ink("#242424", "#616161"),
  light: ink("#ffffff", "#e0e0e0"),
  accent: ink("#4f52b2", "#5b5fc7"),
  good: ink("#0e700e", "#107c10"),
  warning: ink("#8a3707", "#835c00"),
  attention: ink("#b10e1c", "#c50f1f"),
};
const style = (backgroundColor, borderColor = backgroundColor) =>
  ({ backgroundColor, borderColor, foregroundColors: INKS });

const font = (fontFamily) => ({
  fontFamily,
  fontSizes: { small: 12, default: 14, medium: 16, large: 20, extraLarge: 26 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
});

const HOST_CONFIG = {
  supportsInteractivity: true,
  fontTypes: {
    default: font("'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"),
    monospace: font("'Noto Sans Mono', 'DejaVu Sans Mono', monospace"),
  },
  spacing: { small: 6, default: 12, medium: 20, large: 30, extraLarge: 40, padding: 16 },
  separator: { lineThickness: 1, lineColor: "#d1d1d1" },
  imageSizes: { small: 40, medium: 80, large: 160 },
  containerStyles: {
    default: style("#ffffff"),
    emphasis: style("#f5f5f5"),
    accent: style("#e8ebfa"),
    good: style("#f1faf1"),
    warning: style("#fff9f5"),
    attention: style("#fdf6f6"),
  },
  actions: {
    maxActions: 6,
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    spacing: "default",
    showCard: { actionMode: "inline", inlineTopMargin: 16, style: "emphasis" },
  },
  inputs: {
    label: { inputSpacing: "small", requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" } },
    errorMessage: { color: "attention", spacing: "small" },
  },
  textBlock: { headingLevel: 2 },
};
