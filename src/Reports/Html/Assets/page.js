'use strict';
// Tables: sorting by any column, hiding of columns, filtering of rows.
for (const table of document.querySelectorAll('table.interactive')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const original = [...body.rows];
  const figure = (cell) => {
    const value = parseFloat(cell.dataset.v ?? cell.textContent);
    return Number.isNaN(value) ? null : value;
  };

  heads.forEach((head, column) => {
    const button = head.querySelector('button');
    button?.addEventListener('click', () => {
      const before = head.getAttribute('aria-sort');
      const next = before === 'ascending' ? 'descending' : before === 'descending' ? 'none' : 'ascending';
      heads.forEach((h) => h.setAttribute('aria-sort', 'none'));
      head.setAttribute('aria-sort', next);
      const numeric = head.classList.contains('n');
      const sign = next === 'descending' ? -1 : 1;
      const keyed = original.map((row, index) => ({ row, index, key: numeric ? figure(row.cells[column]) : row.cells[column].textContent }));
      if (next !== 'none') {
        keyed.sort((a, b) => {
          // What was not measured stays at the end in both directions.
          const emptyA = a.key === null || a.key === '', emptyB = b.key === null || b.key === '';
          if (emptyA || emptyB) return emptyA - emptyB || a.index - b.index;
          const order = numeric ? a.key - b.key : a.key.localeCompare(b.key, 'en', { numeric: true });
          return sign * order || a.index - b.index;
        });
      }
      body.append(...keyed.map((k) => k.row));
    });
  });

  const tools = document.querySelector(`[data-tools="${table.id}"]`);
  if (!tools) continue;
  tools.hidden = false;
  const show = (column, visible) => {
    for (const row of table.rows) row.cells[column].hidden = !visible;
  };
  for (const box of tools.querySelectorAll('input[type=checkbox]')) {
    const apply = () => show(Number(box.value), box.checked);
    box.addEventListener('change', apply);
    if (!box.checked) apply();
  }
  const search = tools.querySelector('input[type=search]');
  const count = tools.querySelector('.count');
  search?.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of original) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    }
    count.textContent = words.length ? `${shown} of ${original.length}` : '';
  });
  const columns = tools.querySelector('details.columns');
  document.addEventListener('click', (event) => {
    if (columns?.open && !columns.contains(event.target)) columns.open = false;
  });
  columns?.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { columns.open = false; columns.querySelector('summary').focus(); }
  });
}

// Charts: Plotly's figures, in which colours are names of this page's CSS variables.
(() => {
  const source = document.getElementById('chart-data');
  if (!source) return;
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const themed = (key, value) => /color$/.test(key) && typeof value === 'string' ? value.replace(/var\((--\w+)\)/, (_, name) => css(name)) : value;
  const hidden = new Set();
  const config = { responsive: true, displaylogo: false, displayModeBar: false, scrollZoom: false };

  function template() {
    const axis = {
      title: { standoff: 8, font: { size: 12, color: css('--muted') } }, gridcolor: css('--grid'), zeroline: false,
      linecolor: css('--line'), tickcolor: css('--line'), tickfont: { size: 11, color: css('--muted') }, automargin: true,
    };
    return { layout: {
      xaxis: axis, yaxis: axis, margin: { l: 52, r: 12, t: 8, b: 40 }, paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: getComputedStyle(document.body).fontFamily, color: css('--text'), size: 12 }, hovermode: 'closest',
      hoverlabel: { bgcolor: css('--surface'), bordercolor: css('--line'), font: { color: css('--text'), size: 12 } },
    } };
  }

  function draw({ id, data, layout }) {
    const place = document.getElementById('plot-' + id);
    for (const trace of data) {
      trace.visible = !hidden.has(trace.name);
      if (innerWidth <= 640 && trace.mode === 'markers+text') trace.mode = 'markers';
    }
    // Names that would run into each other stand aslant or upright, and some are left out.
    const { ticktext, type } = layout.xaxis;
    const room = (place.clientWidth - 64) / (ticktext?.length || 1);
    if (ticktext && type !== 'log' && Math.max(...ticktext.map((t) => t.length)) * 6.2 > room) layout.xaxis.tickangle = room < 34 ? -90 : -35;
    if (room < 13) layout.xaxis.ticktext = ticktext.map((t, i) => (i % Math.ceil(13 / room) ? '' : t));
    return Plotly.react(place, data, { ...layout, template: template() }, config);
  }

  // One after the other, so that the page answers while many charts are drawn.
  function drawAll() {
    const figures = JSON.parse(source.textContent, themed);
    document.documentElement.dataset.charts = 'drawing';
    (function step() {
      const figure = figures.shift();
      if (figure) Promise.resolve(draw(figure)).then(() => setTimeout(step));
      else document.documentElement.dataset.charts = 'drawn';
    })();
  }

  for (const button of document.querySelectorAll('.legend button')) {
    button.addEventListener('click', () => {
      const name = button.dataset.series;
      const show = hidden.delete(name);
      if (!show) hidden.add(name);
      button.setAttribute('aria-pressed', String(show));
      drawAll();
    });
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  drawAll();
})();
