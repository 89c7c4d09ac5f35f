// The error summary gets the focus when the page opens.
const summary = document.querySelector(".errorsum");
if (summary) {
  summary.tabIndex = -1;
  summary.focus();
}
