"use strict";
// Sorts and filters the table, and shows a student's feedback, which waits compressed further down.
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const table = $("#students");
  const body = table.tBodies[0];
  const heads = $$("thead th", table);
  const firstCheck = heads.findIndex((head) => head.classList.contains("check"));
  const dialog = $("dialog");
  const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  const rows = [...body.rows];
  let fitting = rows;
  // A table of thousands takes seconds to lay out: of so many, the first are shown until asked.
  let most = 1000;
  let open = null;

  // ---- filters -------------------------------------------------------------------------------
  const wanted = { words: [], flag: null, check: null, outcome: null, bin: null, mistake: null };
  const texts = new Map();
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const messageOf = (mistake) => $(`[data-message="${mistake}"]`)?.textContent ?? "";
  const listed = (text) => (text ?? "").split(" ").filter(Boolean);

  function textOf(row) {
    if (!texts.has(row)) {
      const said = $$("th, .section, .found", row).map((cell) => cell.textContent);
      texts.set(row, folded([...said, ...listed(row.dataset.mistakes).map(messageOf)].join(" ")));
    }
    return texts.get(row);
  }

  function endsAsWanted(row) {
    const cell = row.cells[firstCheck + Number(wanted.check)].classList;
    const judged = cell.length > 1;
    return wanted.outcome ? cell.contains(wanted.outcome) : judged && !cell.contains("pass");
  }

  function fits(row) {
    return (
      (wanted.flag === null || listed(row.dataset.flags).includes(wanted.flag)) &&
      (wanted.bin === null || row.dataset.bin === wanted.bin) &&
      (wanted.mistake === null || listed(row.dataset.mistakes).includes(wanted.mistake)) &&
      (wanted.check === null || endsAsWanted(row)) &&
      wanted.words.every((word) => textOf(row).includes(word))
    );
  }

  function filter() {
    fitting = rows.filter(fits);
    const drawn = new Set(fitting.slice(0, most));
    for (const row of rows) row.hidden = !drawn.has(row);
    const count = fitting.length;
    const all = rows.length.toLocaleString("en");
    $(".shown [role=status]").textContent =
      (count === rows.length ? `All ${all}` : `${count.toLocaleString("en")} of ${all}`) +
      (count > most ? `; the first ${most.toLocaleString("en")} are in the table` : " shown");
    $("#more").hidden = count <= most;
    $(".nobody").hidden = count > 0;
    for (const pill of $$("[data-flag]"))
      pill.setAttribute("aria-pressed", String(pill.dataset.flag === wanted.flag));
    for (const bar of $$(".bars [data-bin]"))
      bar.classList.toggle("on", bar.dataset.bin === wanted.bin);
    $(".chosen").replaceChildren(...chosen().map(([says, drop]) => chip(says, drop)));
  }

  function chosen() {
    const found = [];
    if (wanted.check !== null) {
      const label = $(`.heat th [data-check="${wanted.check}"]`).textContent;
      found.push([`${label}: ${wanted.outcome ?? "not passed"}`, { check: null, outcome: null }]);
    }
    if (wanted.bin !== null)
      found.push([$(`.bars [data-bin="${wanted.bin}"]`).dataset.said, { bin: null }]);
    if (wanted.mistake !== null) found.push([messageOf(wanted.mistake), { mistake: null }]);
    return found;
  }

  function chip(says, drop) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = "Show the others again";
    button.append(says, " ×");
    button.addEventListener("click", () => want(drop));
    return button;
  }

  function want(change) {
    Object.assign(wanted, change);
    filter();
  }

  function choose(button) {
    const { flag, bin, mistake, check, outcome = null } = button.dataset;
    if (flag !== undefined) return want({ flag: wanted.flag === flag ? null : flag });
    if (bin !== undefined) want({ bin: wanted.bin === bin ? null : bin });
    if (mistake !== undefined) want({ mistake });
    if (check !== undefined) want({ check, outcome });
    $(".class").scrollIntoView();
  }

  // ---- sorting -------------------------------------------------------------------------------
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const RANKS = ["pass", "review", "skip", "fail", "timeout", "crash", "error"];

  function keyOf(row, column) {
    const cell = row.cells[column];
    const kind = heads[column].classList;
    if (kind.contains("check")) {
      const rank = RANKS.findIndex((outcome) => cell.classList.contains(outcome));
      return rank < 0 ? null : rank;
    }
    const text = cell.textContent.trim();
    if (!kind.contains("number")) return text || null;
    const number = Number.parseFloat(text.replace("−", "-"));
    return text === "" ? null : Number.isNaN(number) ? 0 : number;
  }

  function compared(one, other, direction) {
    if (one === null || other === null) return (one === null) - (other === null);
    return direction * (typeof one === "string" ? collator.compare(one, other) : one - other);
  }

  function sort(column) {
    const head = heads[column];
    const first = head.classList.contains("number") ? "descending" : "ascending";
    const turned = { ascending: "descending", descending: "ascending", none: first };
    const order = turned[head.getAttribute("aria-sort")];
    const direction = order === "ascending" ? 1 : -1;
    for (const other of heads) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", order);
    const keys = new Map(rows.map((row) => [row, keyOf(row, column)]));
    rows.sort((a, b) => compared(keys.get(a), keys.get(b), direction));
    const sorted = document.createDocumentFragment();
    for (const row of rows) sorted.append(row);
    body.append(sorted);
    filter();
  }

  // ---- one student ---------------------------------------------------------------------------
  async function blockOf(id) {
    const found = () => document.getElementById(id);
    if (!found()?.nextSibling && document.readyState === "loading") await parsed;
    return found().firstChild.data;
  }

  async function feedback(row) {
    const packed = atob(await blockOf(`feedback-${row.dataset.n}`));
    const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const article = document.createElement("article");
    article.innerHTML = await new Response(unpacked).text();
    for (const picture of $$("[data-picture]", article))
      picture.src = `data:image/png;base64,${await blockOf(`picture-${picture.dataset.picture}`)}`;
    return article;
  }

  const UNREAD = "This browser cannot unpack what is said here; a current one can. ";
  const linkOf = (row) => $("th a", row);

  async function show(row) {
    open = row;
    const place = fitting.indexOf(row);
    $("#place").textContent = place < 0 ? "" : `${place + 1} of ${fitting.length}`;
    $("#before").disabled = place < 1;
    $("#next").disabled = place < 0 || place === fitting.length - 1;
    history.replaceState(null, "", linkOf(row).hash);
    if (!dialog.open) dialog.showModal();
    const article = await feedback(row).catch((error) => document.createTextNode(UNREAD + error));
    if (open !== row) return;
    const opened = $("#opened");
    opened.replaceChildren(article);
    opened.scrollTop = 0;
    opened.focus();
  }

  function step(by) {
    const row = fitting[fitting.indexOf(open) + by];
    if (row && fitting.includes(open)) show(row);
  }

  function showLinked() {
    if (!location.hash.startsWith("#student=")) return;
    const row = rows.find((candidate) => linkOf(candidate).hash === location.hash);
    if (row) show(row);
  }

  dialog.addEventListener("close", () => {
    const link = open && linkOf(open);
    open = null;
    $("#opened").replaceChildren();
    history.replaceState(null, "", location.pathname + location.search);
    link?.focus();
    link?.scrollIntoView({ block: "nearest" });
  });

  // ---- printing ------------------------------------------------------------------------------
  const paper = $("#paper");

  function onPaper(article) {
    for (const folded of $$("details", article)) folded.open = true;
    paper.append(article);
  }

  async function print() {
    paper.replaceChildren();
    for (const row of fitting) onPaper(await feedback(row));
    window.print();
  }

  window.addEventListener("beforeprint", () => {
    const article = $("#opened article");
    if (article && !paper.hasChildNodes()) onPaper(article.cloneNode(true));
  });
  window.addEventListener("afterprint", () => paper.replaceChildren());

  // ---- mouse and keys ------------------------------------------------------------------------
  const CHOICES = "[data-flag], .bars [data-bin], button[data-mistake], [data-check]";

  document.addEventListener("click", (event) => {
    const { target } = event;
    const link = target.closest('a[href^="#student="]');
    const row = target.closest("#students tbody tr");
    const head = target.closest("#students thead th");
    const choice = target.closest(CHOICES);
    if (choice) choose(choice);
    else if (head) sort(heads.indexOf(head));
    else if (target === dialog || target.closest("#close")) dialog.close();
    else if (target.closest("#before")) step(-1);
    else if (target.closest("#next")) step(1);
    else if (target.closest("#print")) print();
    else if (target.closest("#more")) {
      most = Infinity;
      filter();
    }
    else if (row && getSelection().isCollapsed) {
      event.preventDefault();
      show(row);
    } else if (link && link.hash === location.hash) showLinked();
  });
  window.addEventListener("hashchange", showLinked);
  $("#search").addEventListener("input", (event) => want({ words: listed(folded(event.target.value)) }));

  function walk(event, by) {
    const links = fitting.slice(0, most).map(linkOf);
    const at = links.indexOf(document.activeElement);
    if (at < 0 && event.target.id !== "search") return;
    event.preventDefault();
    links[Math.max(at + by, 0)]?.focus();
  }

  const STEPS = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 };
  const WALKS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
  document.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (dialog.open) {
      if (STEPS[key]) step(STEPS[key]);
    } else if (key === "/" && event.target.id !== "search") {
      event.preventDefault();
      $("#search").focus();
    } else if (WALKS[key] && !(event.target.id === "search" && key.length === 1)) {
      walk(event, WALKS[key]);
    }
  });

  for (const element of $$(".scripted")) element.hidden = false;
  filter();
  document.documentElement.classList.replace("loading", "loaded");
  showLinked();
})();
