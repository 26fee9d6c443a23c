// What little moves. Without it everything is still there: all panels are shown, one below the other.
for (const group of document.querySelectorAll('.choice')) {
  const buttons = [...group.querySelectorAll('button')];
  for (const button of buttons) {
    button.addEventListener('click', () => {
      for (const other of buttons) {
        const isChosen = other === button;
        other.setAttribute('aria-pressed', isChosen);
        document.getElementById(other.getAttribute('aria-controls')).classList.toggle('shown', isChosen);
      }
    });
  }
}
// A link to a strategy unfolds it.
const unfold = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.tagName === 'DETAILS') {
    target.open = true;
    target.querySelector('summary').focus();
  }
};
addEventListener('hashchange', unfold);
unfold();
// What is folded up is not on paper.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
