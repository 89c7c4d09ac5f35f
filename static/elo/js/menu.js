// The main menu folds behind a button on narrow screens, and the user menu closes with Escape or a click elsewhere.
document.documentElement.classList.add("js");

const toggle = document.querySelector(".mainnav__toggle");
if (toggle) {
  toggle.hidden = false;
  toggle.setAttribute("aria-expanded", "false");
  toggle.addEventListener("click", () => {
    toggle.setAttribute("aria-expanded", String(toggle.getAttribute("aria-expanded") !== "true"));
  });
}

const user = document.querySelector("details.user");
if (user) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && user.open) {
      user.open = false;
      user.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (user.open && !user.contains(event.target)) { user.open = false; }
  });
}
