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

  let opener = null;
  const close = () => document.querySelector("[data-panel-close]");
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    if (at("[data-explain]")) opener = at("[data-explain]");
    if (at("[data-panel-close]")) opener?.focus();
    if (at("[data-table-file]")) saveTable(at("[data-table-file]"));
    if (at("[data-picture-file]")) savePicture(at("[data-picture-file]"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("[popover]:popover-open, dialog[open]")) return;
    close()?.click();
  });
})();
