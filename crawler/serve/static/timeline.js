// The plot of articles by month: a row for all portals and one for each, from the numbers of /timeline.json.
// Where months would be too narrow to be seen, a bar is a quarter or a year. Needs nothing from anywhere else.
"use strict";

(() => {
  const plot = document.getElementById("plot");
  const SVG = "http://www.w3.org/2000/svg";
  const NARROWEST = 3; // pixels that a bar needs to be seen, its gap included
  const HEIGHT = 54, FIRST_HEIGHT = 110, AXIS = 18;

  fetch(plot.dataset.source)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((counts) => {
      const rows = rowsOf(counts);
      const months = monthsOf(rows);
      if (!months.length) {
        say(plot.dataset.none);
        return;
      }
      let drawn = 0;
      const redraw = () => {
        const width = Math.floor(plot.clientWidth);
        if (width && width !== drawn) {
          drawn = width;
          draw(rows, months);
        }
      };
      redraw();
      document.getElementById("numbers").open = false;
      new ResizeObserver(redraw).observe(plot);
    })
    .catch(() => say(plot.dataset.failed));

  function say(words) {
    const told = document.createElement("p");
    told.className = "alert";
    told.textContent = words;
    plot.replaceChildren(told);
  }

  // Only dates known to the month have a place on the axis.
  function rowsOf(counts) {
    const all = {};
    const rows = Object.entries(counts).map(([portal, months]) => {
      const dated = Object.fromEntries(Object.entries(months).filter(([month]) => /^\d{4}-\d\d$/.test(month)));
      for (const [month, count] of Object.entries(dated)) all[month] = (all[month] || 0) + count;
      return { portal, name: portal, counts: dated };
    }).filter((row) => Object.keys(row.counts).length);
    return [{ portal: null, name: plot.dataset.all, counts: all }, ...rows];
  }

  // Every month from the first to the last, those without articles too.
  function monthsOf(rows) {
    const known = Object.keys(rows[0].counts).sort();
    if (!known.length) return [];
    const [first, last] = [known[0], known[known.length - 1]].map((month) => {
      const [year, number] = month.split("-").map(Number);
      return year * 12 + number - 1;
    });
    return Array.from({ length: last - first + 1 }, (_, n) => nameOf(first + n));
  }

  function nameOf(number) {
    return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
  }

  // Months, or what they are put together to, as {months, label}.
  function binsOf(months, width) {
    const size = [1, 3, 12].find((n) => (width * n) / months.length >= NARROWEST) || 12;
    const bins = [];
    for (const month of months) {
      const [year, number] = month.split("-").map(Number);
      const key = `${year}/${Math.floor((number - 1) / size)}`;
      if (!bins.length || bins[bins.length - 1].key !== key) bins.push({ key, months: [] });
      bins[bins.length - 1].months.push(month);
    }
    return bins;
  }

  function draw(rows, months) {
    const told = document.createElement("p");
    told.className = "told";
    told.setAttribute("aria-live", "polite");
    const figures = rows.map((row) => figureOf(row));
    plot.replaceChildren(told, ...figures.map((figure) => figure.element));
    const width = Math.floor(figures[0].room.clientWidth);
    const bins = binsOf(months, width);
    rows.forEach((row, n) => {
      const labelled = n === 0 || n === rows.length - 1;
      figures[n].room.append(chart(row, bins, width, n === 0 ? FIRST_HEIGHT : HEIGHT, labelled, told));
      figures[n].sum.append(`, ${plot.dataset.most.replace("{count}", numbered(Math.max(...sumsOf(row, bins))))}`);
    });
  }

  function figureOf(row) {
    const element = document.createElement("figure");
    const caption = document.createElement("figcaption");
    const name = document.createElement(row.portal === null ? "b" : "a");
    name.textContent = row.name;
    if (row.portal !== null) name.href = `/portal/${encodeURIComponent(row.portal)}`;
    const sum = document.createElement("small");
    sum.textContent = ` ${numbered(Object.values(row.counts).reduce((a, b) => a + b, 0))}`;
    caption.append(name, sum);
    const room = document.createElement("div");
    element.append(caption, room);
    return { element, room, sum };
  }

  function sumsOf(row, bins) {
    return bins.map((bin) => bin.months.reduce((sum, month) => sum + (row.counts[month] || 0), 0));
  }

  function chart(row, bins, width, height, labelled, told) {
    const sums = sumsOf(row, bins);
    const most = Math.max(...sums, 1);
    const step = width / bins.length;
    const svg = make("svg", { width, height: height + (labelled ? AXIS : 6), role: "group",
      "aria-label": row.name });
    years(svg, bins, step, height, labelled);
    sums.forEach((sum, n) => {
      if (!sum) return;
      const tall = Math.max(2, (sum / most) * (height - 6));
      const label = plot.dataset.of.replace("{month}", labelOf(bins[n])).replace("{count}", numbered(sum));
      const link = make("a", { href: searchOf(row.portal, bins[n]), "aria-label": `${row.name}, ${label}` });
      const wide = Math.max(1, Math.min(step - Math.min(2, step / 4), 26));
      link.append(
        make("rect", { class: "touch", x: n * step, y: 0, width: step, height }),
        make("rect", { class: "bar-of", x: n * step + (step - wide) / 2, y: height - tall, width: wide, height: tall,
          rx: Math.min(2, wide / 3) }),
      );
      for (const event of ["mouseenter", "focus"]) {
        link.addEventListener(event, () => { told.textContent = `${row.name} · ${label}`; });
      }
      svg.append(link);
    });
    return svg;
  }

  // The line under the bars, and the years along it, as many as have room.
  function years(svg, bins, step, height, labelled) {
    svg.append(make("line", { class: "axis", x1: 0, x2: step * bins.length, y1: height + 0.5, y2: height + 0.5 }));
    let free = 0;
    bins.forEach((bin, n) => {
      const [year, month] = bin.months[0].split("-");
      if (month !== "01" && !(n === 0 && bins.length < 12)) return;
      svg.append(make("line", { class: "axis", x1: n * step, x2: n * step, y1: height, y2: height + 5 }));
      if (!labelled || n * step < free || n * step > step * bins.length - 30) return;
      const label = make("text", { x: n * step + 2, y: height + 15 });
      label.textContent = year;
      svg.append(label);
      free = n * step + 44;
    });
  }

  function labelOf(bin) {
    const [first, last] = [bin.months[0], bin.months[bin.months.length - 1]].map((month) =>
      month.split("-").reverse().join("/"));
    return first === last ? first : `${first} – ${last}`;
  }

  function searchOf(portal, bin) {
    const last = bin.months[bin.months.length - 1];
    const [year, month] = last.split("-").map(Number);
    const query = new URLSearchParams({ from: `${bin.months[0]}-01`,
      to: `${last}-${String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, "0")}` });
    if (portal !== null) query.set("portal", portal);
    return `/search?${query}`;
  }

  function numbered(count) {
    return count.toLocaleString(document.documentElement.lang);
  }

  function make(name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }
})();
