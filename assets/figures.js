// Figures and charts: a chart as a picture and its table as a file, both made here from what is on the page, and
// the keyboard's way out of the panel that explains a figure. Everything is found by its data attribute.
(() => {
  const SCALE = 2;
  const SPACE = 16;
  const LINE = 20;
  const FORMULA = /^[=+\-@|%\t\r]/;

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  const sectionOf = (button) => button.closest(".section");
  const titleOf = (section) => section.querySelector("h2").textContent;
  const fileName = (section, kind) => titleOf(section).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/-$/, "") + "." + kind;

  // A cell that begins like a formula is words, and says so to a spreadsheet; a number stays a number.
  const cell = (text) => {
    const safe = FORMULA.test(text) && !/^-?[\d.]+$/.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  };
  const saveTable = (button) => {
    const section = sectionOf(button);
    const rows = [...section.querySelectorAll(".twin tr")].map((row) =>
      [...row.cells].map((each) => cell(each.dataset.size || each.textContent)).join(","),
    );
    const lines = [...rows, "", cell(titleOf(section) + " · " + button.dataset.tableFile)];
    save(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" }), fileName(section, "csv"));
  };

  const imageOf = async (svg, width, height) => {
    const copy = svg.cloneNode(true);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    await image.decode();
    return image;
  };
  const wrapped = (pen, words, width) => {
    const lines = [""];
    for (const word of words.split(" ")) {
      const longer = (lines.at(-1) + " " + word).trim();
      if (lines.at(-1) && pen.measureText(longer).width > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  };
  const drawKey = (pen, section, top) => {
    let left = SPACE;
    for (const each of section.querySelectorAll(".legend > span")) {
      const look = getComputedStyle(each.querySelector(".key"));
      const isDashed = look.borderTopStyle === "dashed";
      pen.fillStyle = isDashed ? look.borderTopColor : look.backgroundColor;
      if (isDashed) [0, 6].forEach((step) => pen.fillRect(left + step, top - 5, 4, 2));
      else pen.fillRect(left, top - 8, 10, 8);
      pen.fillStyle = getComputedStyle(section).color;
      pen.fillText(each.textContent, left + 16, top);
      left += 32 + pen.measureText(each.textContent).width;
    }
  };
  const savePicture = async (button) => {
    const section = sectionOf(button);
    const plot = section.querySelector(".js-plotly-plot");
    if (!plot) return;
    const { width, height } = plot.getBoundingClientRect();
    const look = getComputedStyle(section);
    const small = "12px " + look.fontFamily;
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen.font = small;
    const scope = wrapped(pen, button.dataset.pictureFile, width);
    canvas.width = (width + 2 * SPACE) * SCALE;
    canvas.height = (height + LINE * (scope.length + 2) + 3 * SPACE) * SCALE;
    pen.scale(SCALE, SCALE);
    pen.fillStyle = look.backgroundColor;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = look.color;
    pen.font = "600 15px " + look.fontFamily;
    pen.fillText(titleOf(section), SPACE, SPACE + 14);
    const top = SPACE + LINE + 8;
    for (const svg of plot.querySelectorAll(".main-svg")) {
      pen.drawImage(await imageOf(svg, width, height), SPACE, top, width, height);
    }
    pen.font = small;
    drawKey(pen, section, top + height + LINE);
    pen.fillStyle = getComputedStyle(section.querySelector(".scope")).color;
    scope.forEach((line, place) => pen.fillText(line, SPACE, top + height + LINE * (place + 2)));
    canvas.toBlob((blob) => save(blob, fileName(section, "png")), "image/png");
  };

  // Beside the socket: the events of a page wait for one another, and this must not wait for the slow question.
  const stop = (button) => {
    button.disabled = true;
    fetch("/stop/" + encodeURIComponent(button.dataset.stop), { method: "POST" }).catch(() => (button.disabled = false));
  };

  // Plotly draws with the colours of the theme; on paper the page is light in either. The colours of the sheet of
  // tokens are exchanged for the light ones while it prints.
  const rulesOf = (list) => [...list].flatMap((rule) => [rule, ...(rule.cssRules ? rulesOf(rule.cssRules) : [])]);
  const inks = (theme) => {
    const found = new Map();
    for (const sheet of document.styleSheets) {
      let rules = [];
      try { rules = rulesOf(sheet.cssRules); } catch { /* a sheet of another origin */ }
      for (const rule of rules) {
        if (!rule.selectorText?.includes(`[data-theme="${theme}"]`)) continue;
        for (const name of rule.style) {
          if (name.startsWith("--") && !found.has(name)) found.set(name, rule.style.getPropertyValue(name).trim());
        }
      }
    }
    return found;
  };
  // The build writes #ee6677 as #e67.
  const whole = (hex) => (hex.length === 4 ? "#" + [...hex.slice(1)].map((each) => each + each).join("") : hex);
  const rgb = (hex) => "rgb(" + [1, 3, 5].map((at) => parseInt(whole(hex).slice(at, at + 2), 16)).join(", ") + ")";
  const CHART = /^--(chart|text$|accent-text|surface)/;
  let repainted = [];
  let isPrinting = false;
  const paintLight = () => {
    if (document.documentElement.dataset.theme !== "dark") return;
    const light = inks("light");
    const swap = new Map();
    for (const [name, dark] of inks("dark")) {
      if (CHART.test(name) && /^#([0-9a-f]{3}){1,2}$/i.test(dark)) swap.set(rgb(dark), rgb(light.get(name)));
    }
    for (const each of document.querySelectorAll(".js-plotly-plot .main-svg *")) {
      for (const part of ["fill", "stroke"]) {
        const to = swap.get(each.style[part]);
        if (to) repainted.push([each, part, each.style[part]]), (each.style[part] = to);
      }
    }
  };
  const paintBack = () => {
    for (const [each, part, colour] of repainted) each.style[part] = colour;
    repainted = [];
  };
  // A drawing has the size of the screen; on paper it is as wide as its card, whatever that is.
  const fit = () => {
    for (const svg of document.querySelectorAll(".js-plotly-plot .main-svg")) {
      if (isPrinting) svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
      else svg.removeAttribute("viewBox");
    }
  };
  const onPaper = () => isPrinting && (fit(), paintBack(), paintLight());
  matchMedia("print").addEventListener("change", (media) => {
    isPrinting = media.matches;
    if (!isPrinting) return paintBack(), fit(), dispatchEvent(new Event("resize"));
    // Where the page is drawn again for the paper, it is so in the colours of the theme.
    for (const plot of document.querySelectorAll(".js-plotly-plot")) {
      if (plot.on && !plot.dataset.papered) plot.dataset.papered = "yes", plot.on("plotly_afterplot", onPaper);
    }
    onPaper();
  });

  // A mark that narrows the page leads two ways: a small menu beside the pointer offers both. Others open their rows.
  let pointer = [0, 0];
  document.addEventListener("pointerdown", ({ clientX, clientY }) => (pointer = [clientX, clientY]), true);
  const offered = (words, way) => {
    const row = document.createElement("button");
    row.type = "button";
    row.className = "popover__row";
    row.textContent = words;
    row.addEventListener("click", () => (row.parentElement.hidePopover(), way.click()));
    return row;
  };
  const offer = (...ways) => {
    const menu = document.createElement("div");
    menu.popover = "auto";
    menu.className = "popover popover--mark";
    menu.setAttribute("role", "group");
    menu.setAttribute("aria-label", "What to do with this mark");
    menu.append(...ways);
    menu.addEventListener("toggle", ({ newState }) => newState === "closed" && menu.remove());
    document.body.append(menu);
    menu.showPopover();
    const room = [innerWidth - menu.offsetWidth - 8, innerHeight - menu.offsetHeight - 8];
    menu.style.left = `${Math.max(8, Math.min(pointer[0], room[0]))}px`;
    menu.style.top = `${Math.max(8, Math.min(pointer[1] + 8, room[1]))}px`;
    menu.firstElementChild.focus({ preventScroll: true });
  };
  document.addEventListener("mark", ({ target, detail }) => {
    const door = target.querySelector(`[data-mark="${detail}"]`);
    const cross = target.querySelector(`[data-crosses~="${detail}"]`);
    if (!cross) return void door?.click();
    offer(offered(cross.getAttribute("aria-label"), cross), ...(door ? [offered(`Open its rows: ${door.textContent}`, door)] : []));
  });

  // The form of an annotation closes when it is sent; what was refused is said in it when it is opened again.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("[data-annotate]");
    if (form) document.getElementById(form.dataset.annotate)?.hidePopover();
  });

  // Who closes a panel is back at what opened it; where that is gone, as a ticket that left its list, at the row in its place.
  let opener = null;
  let place = -1;
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const open = (button) => {
    opener = button;
    place = rows().indexOf(button.closest("[data-row]"));
  };
  const back = () => {
    const instead = place < 0 ? null : rows().at(Math.min(place, rows().length - 1));
    return opener?.isConnected ? opener : instead?.querySelector("[data-explain]") ?? document.getElementById("main");
  };
  const close = () => document.querySelector("[data-panel-close]");
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    if (at("[data-explain]")) open(at("[data-explain]"));
    if (at("[data-panel-close]")) back()?.focus({ preventScroll: !opener?.isConnected });
    if (at("[data-table-file]")) saveTable(at("[data-table-file]"));
    if (at("[data-picture-file]")) savePicture(at("[data-picture-file]"));
    if (at("[data-stop]")) stop(at("[data-stop]"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("[popover]:popover-open, dialog[open]")) return;
    if (!close()) {
      if (!event.target.closest?.("input, select, textarea")) document.querySelector("[data-uncross]")?.click();
      return;
    }
    // The key closed the panel: a list beneath it would take the focus from the row that was opened.
    event.stopPropagation();
    close().click();
  });
})();
