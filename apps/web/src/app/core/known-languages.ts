/** The languages that are offered by name (BCP 47); any other well-formed tag can be typed. */
export const knownLanguages: readonly string[] = (
  'af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id ig is it ja jv ka ' +
  'kk km kn ko ku ky lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn pa pl ps pt pt-BR rmn ro ru rw sd si sk sl so sq ' +
  'sr sr-Latn st sv sw ta te tg th ti tk tl tr tt ug uk ur uz vi wo xh yi yo zh-Hans zh-Hant zu'
).split(' ');
