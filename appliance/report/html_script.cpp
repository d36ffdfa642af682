#include "appliance/report/html_parts.hpp"

namespace portolan::report {

// Without it the page lacks the filters, the theme button and closed details, and nothing else. Print shows
// all, whatever is filtered or closed at the moment: a printed report is evidence.
std::string_view html_script() {
    return R"js(
(function () {
  'use strict';
  var root = document.documentElement;
  var byId = function (id) { return document.getElementById('section-' + id); };
  var all = function (selector, start) { return Array.prototype.slice.call((start || document).querySelectorAll(selector)); };
  var requirements = all('details.req');
  var folds = all('details.fold');
  var plural = function (n, noun) { return n + ' ' + noun + (n === 1 ? '' : 's'); };

  // Theme: the system's until the button is used.
  var theme = byId('theme');
  var isDark = function () {
    return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  };
  var nameTheme = function () { theme.textContent = isDark() ? 'Light theme' : 'Dark theme'; };
  theme.addEventListener('click', function () { root.dataset.theme = isDark() ? 'light' : 'dark'; nameTheme(); });
  theme.hidden = false;
  nameTheme();

  // What needs no attention starts closed.
  var setOpen = function (list, open) { list.forEach(function (d) { d.open = open; }); };
  setOpen(requirements.filter(function (d) { return !('finding' in d.dataset); }), false);
  setOpen(folds, false);
  var openTarget = function () {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    if (target.tagName === 'DETAILS') {
      target.hidden = false;
      target.open = true;
    }
    target.scrollIntoView();  // again: what was closed above it has moved it
  };
  addEventListener('hashchange', openTarget);
  openTarget();

  // Requirements by word and verdict.
  var filter = byId('filter');
  var find = byId('find');
  var toggles = all('[data-show]', filter);
  var texts = requirements.map(function (d) { return d.textContent.toLowerCase(); });
  var apply = function () {
    var wanted = find.value.trim().toLowerCase();
    var shown = 0;
    var verdicts = toggles.filter(function (t) { return t.getAttribute('aria-pressed') === 'true'; })
      .map(function (t) { return t.dataset.show; });
    requirements.forEach(function (d, i) {
      d.hidden = verdicts.indexOf(d.dataset.verdict) < 0 || texts[i].indexOf(wanted) < 0;
      shown += d.hidden ? 0 : 1;
    });
    byId('shown').textContent = shown + ' of ' + plural(requirements.length, 'requirement') + ' shown';
  };
  toggles.forEach(function (t) {
    t.addEventListener('click', function () {
      t.setAttribute('aria-pressed', t.getAttribute('aria-pressed') === 'true' ? 'false' : 'true');
      apply();
    });
  });
  find.addEventListener('input', apply);
  byId('expand').addEventListener('click', function () {
    setOpen(requirements.filter(function (d) { return !d.hidden; }), true);
  });
  byId('collapse').addEventListener('click', function () { setOpen(requirements, false); });
  filter.hidden = false;
  apply();

  // Rows of the table of flows.
  all('.filter[data-for]').forEach(function (box) {
    var rows = all('tbody tr', document.getElementById(box.dataset.for));
    var words = rows.map(function (r) { return r.textContent.toLowerCase(); });
    var input = box.querySelector('input');
    var status = box.querySelector('[role=status]');
    input.addEventListener('input', function () {
      var wanted = input.value.trim().toLowerCase();
      var shown = 0;
      rows.forEach(function (r, i) {
        r.hidden = words[i].indexOf(wanted) < 0;
        shown += r.hidden ? 0 : 1;
      });
      status.textContent = shown + ' of ' + plural(rows.length, 'row') + ' shown';
    });
    box.hidden = false;
  });

  // Print.
  var closed = [];
  addEventListener('beforeprint', function () {
    closed = all('details').filter(function (d) { return !d.open; });
    setOpen(closed, true);
  });
  addEventListener('afterprint', function () { setOpen(closed, false); closed = []; });
}());
)js";
}

// Shapes differ as much as colours do: a cross, a triangle, a question mark, an empty ring, a pen, a tick, a
// dash.
std::string_view html_icons() {
    return R"svg(<svg width="0" height="0" class="sprite" aria-hidden="true">
<symbol id="section-i-alarm" viewBox="0 0 16 16"><path fill="currentColor" d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z"/><path class="cut" d="M5.2 5.2l5.6 5.6m0-5.6l-5.6 5.6"/></symbol>
<symbol id="section-i-warning" viewBox="0 0 16 16"><path fill="currentColor" d="M8 .9L15.6 15H.4z"/><path class="cut" d="M8 5.8v4.4m0 1.7v1.2"/></symbol>
<symbol id="section-i-doubt" viewBox="0 0 16 16"><circle class="stroke" cx="8" cy="8" r="6.8"/><path class="stroke" d="M5.9 6.2a2.1 2.1 0 1 1 3 1.9c-.6.3-.9.7-.9 1.3m0 1.5v1.3"/></symbol>
<symbol id="section-i-quiet" viewBox="0 0 16 16"><circle class="stroke" cx="8" cy="8" r="5.6" stroke-dasharray="2.4 2"/></symbol>
<symbol id="section-i-attested" viewBox="0 0 16 16"><path class="stroke" d="M2.4 13.6l.8-3.4L10.8 2.6l2.6 2.6-7.6 7.6zM9 4.4L11.6 7"/></symbol>
<symbol id="section-i-good" viewBox="0 0 16 16"><circle fill="currentColor" cx="8" cy="8" r="7.4"/><path class="cut" d="M4.6 8.3l2.3 2.4 4.5-5"/></symbol>
<symbol id="section-i-none" viewBox="0 0 16 16"><path class="stroke" d="M3 8h10"/></symbol>
</svg>
)svg";
}

}  // namespace portolan::report
