// Whoever chooses another language takes along what they have typed and not sent; never from a form that asks for a password.
let typed;
document.addEventListener("input", ({ target: { form } }) => {
  const [here] = location.href.split("#");
  const isHere = form?.closest("main") && form.method === "post" && form.action.split("#")[0] === here;
  if (isHere && !form.querySelector("[type=password]")) typed = form;
});
document.querySelector("form.languages")?.addEventListener("submit", ({ target }) => {
  if (!typed) return;
  const told = target.appendChild(document.createElement("input"));
  told.type = "hidden";
  told.name = "typed";
  told.value = new URLSearchParams(new FormData(typed)).toString();
});
