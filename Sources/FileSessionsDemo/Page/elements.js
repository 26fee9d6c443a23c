"use strict";
// What the pages do with their elements.

const page = document.documentElement, byID = (id) => document.getElementById(id);
const copyOf = (id) => byID(id).content.firstElementChild.cloneNode(true);
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const made = (tag, className, ...children) => {
  const element = Object.assign(document.createElement(tag), { className });
  return element.append(...children), element;
};
/// Writes each value into the element of the scope that has its key: the first, so rows come after what the page says.
const fill = (values, scope = page) => {
  for (const key in values) scope.querySelector(`[data-key="${key}"]`).textContent = values[key];
};
