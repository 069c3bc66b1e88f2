/** Comparing words as people do when they search: "kovac" finds "Kovač". */
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
