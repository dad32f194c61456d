/**
 * The page of the elements, from the custom elements manifest that `npm run build` writes: for each
 * its attributes and properties, events, methods, slots, parts and tokens.
 */

/**
 * @param {{ modules: { declarations?: object[] }[] }} manifest - as `dist/custom-elements.json`.
 * @returns {{ text: string, problems: string[] }} Markdown, and what nobody documented.
 */
export function describeElements(manifest) {
  const elements = manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ customElement, tagName }) => customElement && tagName)
    .map((element) => ({ ...element, events: element.events?.filter(isNamed) }));
  const text = [
    '# Elements',
    'All of them are defined by `import "insitu/components/define"`. What has no attribute is set ' +
      'by a script, or by a framework that sets properties.',
    ...elements.map(sectionOf),
  ].join('\n\n');
  return { text: `${text}\n`, problems: elements.flatMap(findProblems) };
}

function sectionOf(element) {
  const { tagName, name, summary, description, events, slots, cssParts, cssProperties } = element;
  const methods = membersOf(element, 'method').filter((method) => method.description);
  return [
    `## ${tagName}`,
    summary,
    description,
    `Its class is \`${name}\`.`,
    table(['Attribute', 'Property', 'Type', 'What it is'], propertiesOf(element).map(propertyRow)),
    table(
      ['Event', 'Class', 'When'],
      rows(events, ({ name, type }) => [name, type?.text]),
    ),
    table(
      ['Method', 'What it does'],
      rows(methods, ({ name }) => [`${name}()`]),
    ),
    table(
      ['Slot', 'Content'],
      rows(slots, ({ name }) => [name || '(unnamed)']),
    ),
    table(
      ['Part', 'What it is'],
      rows(cssParts, ({ name }) => [name]),
    ),
    table(
      ['Token', 'What it is'],
      rows(cssProperties, ({ name }) => [name]),
    ),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The analyzer takes the variable that an event is made of for one more event. */
function isNamed({ name }) {
  return name.startsWith('risk-');
}

/** A row for each: what `names` says as code, then the description. */
function rows(list = [], names) {
  return list.map((item) => [...names(item).map(code), item.description]);
}

function propertyRow({ attribute, name, type, description, default: initial }) {
  const known = initial && !["''", 'undefined'].includes(initial);
  const note = known ? ` Default: ${code(initial)}.` : '';
  return [code(attribute), code(name), code(type?.text), `${description ?? ''}${note}`];
}

/** Attributes without a property of their own, and properties that a page may set or read. */
function propertiesOf(element) {
  const fields = membersOf(element, 'field');
  const others = (element.attributes ?? []).filter(
    ({ fieldName }) => fieldName && !fields.some(({ name }) => name === fieldName),
  );
  return [...others.map((each) => ({ ...each, attribute: each.name })), ...fields];
}

/** Public members of the element's own making: neither Lit's nor marked as internal. */
function membersOf({ members = [] }, wanted) {
  return members.filter(
    ({ kind, name, privacy, static: ofClass, inheritedFrom, description = '' }) =>
      kind === wanted &&
      !ofClass &&
      !['private', 'protected'].includes(privacy) &&
      !name.startsWith('#') &&
      !inheritedFrom?.package &&
      !description.includes('@internal'),
  );
}

function findProblems(element) {
  const { tagName, summary, events = [], slots = [], cssParts = [], cssProperties = [] } = element;
  const lists = {
    property: propertiesOf(element),
    event: events,
    slot: slots,
    part: cssParts,
    token: cssProperties,
  };
  const bare = Object.entries(lists).flatMap(([kind, list]) =>
    list
      .filter(({ description }) => !description)
      .map(({ name }) => `<${tagName}> expected a description of its ${kind} "${name}"`),
  );
  return [
    ...(summary ? [] : [`<${tagName}> expected a @summary`]),
    ...(cssParts.length > 0 ? [] : [`<${tagName}> expected its parts by @csspart`]),
    ...bare,
  ];
}

function table(head, body) {
  if (body.length === 0) return undefined;
  const line = (cells) => `| ${cells.map((cell) => oneLine(cell ?? '')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

function code(text) {
  return text ? `\`${text}\`` : '';
}

/** A cell of a table: one line, and no bar that Markdown would take for its own. */
function oneLine(text) {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
