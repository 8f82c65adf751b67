/* The header's small menus are <details> and need no script. This closes an open one when the
   person presses Escape or goes elsewhere, as they expect of a menu. */
(() => {
  const open = () => document.querySelectorAll("details.hv-drop[open]");
  const closeAllBut = (kept) => open().forEach((menu) => menu !== kept && menu.removeAttribute("open"));
  document.addEventListener("click", (event) => closeAllBut(event.target.closest("details.hv-drop")));
  document.addEventListener("focusin", (event) => closeAllBut(event.target.closest("details.hv-drop")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((menu) => {
      const heldFocus = menu.contains(document.activeElement);
      menu.removeAttribute("open");
      if (heldFocus) menu.querySelector("summary").focus();
    });
  });
})();
