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

// Charts: our own small description, turned into Plotly's with the page's colours.
(() => {
  const source = document.getElementById('chart-data');
  if (!source || typeof Plotly === 'undefined') return;
  const charts = JSON.parse(source.textContent);
  const hidden = new Set();
  const symbols = ['circle', 'diamond', 'square', 'triangle-up', 'x', 'cross', 'star', 'hexagon'];
  const dashes = ['solid', 'dash', 'dot', 'dashdot', 'longdash', 'longdashdot'];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const fade = (color, alpha) => color + Math.round(alpha * 255).toString(16).padStart(2, '0');

  function trace(series, chart, total) {
    const color = css(chart.group ? `--p${series.color % 8}` : `--s${series.color % 12}`);
    // Beyond twelve schemes colours come again; symbol and dash tell them apart.
    const style = series.style + Math.floor(series.color / 12);
    const t = {
      type: 'scatter', name: series.name, x: series.x, y: series.y, showlegend: false,
      hovertemplate: (series.labels ? '%{text}<br>' : '') + '%{y:.4~g}<extra>' + escape(series.name) + '</extra>',
      visible: !hidden.has(series.name), connectgaps: false,
      line: { color, width: 2, dash: dashes[style % dashes.length] },
      marker: { color, size: 8, symbol: symbols[style % symbols.length], line: { color: css('--raised'), width: 1 } },
    };
    if (series.labels) t.text = series.labels.map(escape);
    if (series.low) {
      t.error_y = {
        type: 'data', symmetric: false, thickness: 1.2, width: 3, color: fade(color, .6),
        array: series.high.map((h, i) => h - series.y[i]), arrayminus: series.low.map((l, i) => series.y[i] - l),
      };
    }
    switch (series.kind) {
      case 'points':
        t.mode = 'markers';
        if (total > 300) t.marker = { ...t.marker, size: 4, opacity: .7, line: { width: 0 } };
        else if (chart.id === 'trade-off' && total <= 60 && innerWidth > 640) {
          t.mode = 'markers+text';
          t.text = series.labels.map((l) => escape(l.replace('batch ', '')));
          t.textposition = 'top center';
          t.textfont = { size: 10, color: css('--muted') };
          t.customdata = series.labels.map(escape);
          t.hovertemplate = '%{customdata}<br>%{x:.4~g} MiB, %{y:.4~g} ms<extra>' + escape(series.name) + '</extra>';
        }
        break;
      case 'lines_and_points':
        t.mode = 'lines+markers';
        if (total > 300) { t.mode = 'lines'; t.line.width = 1.4; delete t.error_y; }
        break;
      case 'line': t.mode = 'lines'; t.line.width = 1.8; break;
      case 'area':
        t.mode = 'lines'; t.line = { color, width: 1.2, shape: 'hv' }; t.fill = 'tozeroy'; t.fillcolor = fade(color, .32);
        break;
      case 'front':
        t.mode = 'lines'; t.line = { color: css('--muted'), width: 1.5, dash: 'dash' }; t.hoverinfo = 'skip'; delete t.hovertemplate;
        t.visible = true;
        break;
      case 'marks':
        t.mode = 'markers+text'; t.textposition = 'top center'; t.cliponaxis = false;
        t.marker = { color: css('--text'), size: 7, symbol: 'diamond' };
        t.textfont = { size: 11, color: css('--text') };
        delete t.text; t.mode = 'markers'; t.customdata = series.labels?.map(escape);
        t.hovertemplate = '%{customdata}<extra></extra>';
        break;
      case 'verticals':
        t.mode = 'lines'; t.line = { color: css('--bad'), width: 1.5, dash: 'dot' };
        t.x = series.x.flatMap((x) => [x, x, null]);
        t.y = series.x.flatMap((_, i) => [series.low[i], series.high[i], null]);
        delete t.error_y; t.visible = true;
        break;
    }
    return t;
  }

  function escape(text) {
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/%\{/g, '%\u200b{');
  }

  function layout(chart, width) {
    const axis = (title) => ({
      title: { text: escape(title), standoff: 8, font: { size: 12, color: css('--muted') } }, gridcolor: css('--grid'), zeroline: false,
      linecolor: css('--line'), tickcolor: css('--line'), tickfont: { size: 11, color: css('--muted') }, automargin: true,
    });
    const x = axis(chart.x_title), y = axis(chart.y_title);
    if (chart.x_ticks) {
      x.tickmode = 'array'; x.tickvals = chart.x_ticks; x.ticktext = chart.x_tick_labels.map((l) => escape(l.length > 26 ? l.slice(0, 25) + '…' : l));
      if (!chart.x_logarithmic) {
        x.range = [-0.6, chart.x_ticks.length - 0.4];
        const room = width / Math.max(1, chart.x_ticks.length);
        const longest = Math.min(26, Math.max(...chart.x_tick_labels.map((l) => l.length))) * 6.2;
        if (longest > room) { x.tickangle = room < 34 ? -90 : -35; }
        x.showgrid = false;
      }
    }
    if (/MiB/.test(chart.x_title)) x.tickformat = ',d';
    if (/MiB/.test(chart.y_title)) y.tickformat = ',d';
    if (chart.x_logarithmic) x.type = 'log';
    if (chart.x_range) x.range = chart.x_range;
    if (chart.y_max) y.range = [0, chart.y_max];
    else if (chart.y_from_zero) y.rangemode = 'tozero';
    return {
      xaxis: x, yaxis: y, margin: { l: 52, r: 12, t: 8, b: 40 }, paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: getComputedStyle(document.body).fontFamily, color: css('--text'), size: 12 }, hovermode: 'closest',
      hoverlabel: { bgcolor: css('--surface'), bordercolor: css('--line'), font: { color: css('--text'), size: 12 } },
    };
  }

  const config = { responsive: true, displaylogo: false, displayModeBar: false, scrollZoom: false };
  function draw(chart) {
    const place = document.getElementById('plot-' + chart.id);
    if (!place) return null;
    const total = chart.series.reduce((sum, s) => sum + s.x.length, 0);
    return Plotly.react(place, chart.series.map((s) => trace(s, chart, total)), layout(chart, place.clientWidth - 64), config);
  }

  // One after the other, so that the page answers while many charts are drawn.
  function drawAll() {
    let next = 0;
    document.documentElement.dataset.charts = 'drawing';
    (function step() {
      if (next >= charts.length) { document.documentElement.dataset.charts = 'drawn'; return; }
      Promise.resolve(draw(charts[next++])).then(() => setTimeout(step));
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
