const IN_TEXT = /[&<>\r]/g;
const IN_ATTRIBUTE = /[&<"\t\n\r]/g;
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** Text as the content of an element (Canonical XML 1.0, 2.3). */
export function elementText(text: string): string {
  return text.replace(IN_TEXT, (sign) => REFERENCES[sign] ?? sign);
}

/** Text as the value of an attribute between double quotes (Canonical XML 1.0, 2.3). */
export function attributeText(text: string): string {
  return text.replace(IN_ATTRIBUTE, (sign) => REFERENCES[sign] ?? sign);
}
