// Copies what an element says, and says that it did.

document.addEventListener('click', async ({ target }) => {
  const button = target.closest('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.parentElement.querySelector('[role=status]').textContent = 'Copied';
});
