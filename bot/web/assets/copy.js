// Puts the caption on the clipboard. Without it the text can be marked and copied by hand.
const button = document.getElementById("copy");
const caption = document.getElementById("caption");
const copied = document.getElementById("copied");

if (button && caption && copied) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    caption.select();
    try {
      await navigator.clipboard.writeText(caption.value);
      copied.textContent = button.dataset.done;
    } catch {
      // The text stays marked, so that the keyboard's own copy works at once.
      caption.focus();
    }
  });
}
