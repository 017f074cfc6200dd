// Copy what would be sent. Without JavaScript the button stays hidden and the text can be selected.
"use strict";
for (const button of document.querySelectorAll("[data-copie]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const told = button.parentElement.querySelector("[data-copie-dit]");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copie).textContent);
      told.textContent = "Copié.";
    } catch {
      told.textContent = "Le navigateur refuse la copie : sélectionnez le texte.";
    }
  });
}
