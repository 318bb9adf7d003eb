// A question that is asked only after some answers is hidden until then, and what stands in it is not sent.
// Without script all of them stand there, and the record says which is not asked. What was found wrong stays in sight.
const answers = (form, name) => new FormData(form).getAll(name).filter((told) => told !== "");
const isSuch = ({ is, low, high, points }, told) => {
  if (is.length && !is.includes(told)) return false;
  if (low === null && high === null) return true;
  const number = points ? points[told] : Number(told);
  return typeof number === "number" && (low === null || number >= low) && (high === null || number <= high);
};
const ask = (form) => {
  for (const question of form.querySelectorAll("[data-asked-if]")) {
    const ways = JSON.parse(question.dataset.askedIf);
    const isAsked = ways.some((all) => all.every((one) => answers(form, one.name).some((told) => isSuch(one, told))));
    question.hidden = !isAsked && !question.querySelector(".ds-validation-message");
    for (const field of question.querySelectorAll("input, select, textarea")) field.disabled = question.hidden;
  }
};
document.addEventListener("input", ({ target: { form } }) => form && ask(form));
document.querySelectorAll("form.form").forEach(ask);
