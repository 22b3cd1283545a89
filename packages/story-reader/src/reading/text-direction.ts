export type TextDirection = 'ltr' | 'rtl';

/** Scripts from right to left that books are printed in; older browsers do not know it by themselves. */
const rightToLeftScripts = new Set(
  'Adlm Arab Aran Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa Yezi'.split(' '),
);

/** What browsers call `getTextInfo()` by now, and called `textInfo` before. */
interface LocaleWithTextInfo extends Intl.Locale {
  readonly textInfo?: { readonly direction?: string };
  getTextInfo?(): { readonly direction?: string };
}

/** The direction in which a language (BCP 47) is written, by what the browser knows, or else by its likely script. */
export function textDirection(language: string): TextDirection {
  try {
    const locale: LocaleWithTextInfo = new Intl.Locale(language);
    const script = locale.maximize().script ?? '';
    if (rightToLeftScripts.has(script)) return 'rtl';
    const { direction } = locale.getTextInfo?.() ?? locale.textInfo ?? {};
    return direction === 'rtl' ? 'rtl' : 'ltr';
  } catch {
    // Stories may be in languages whose tags are well-formed, such as private ones, and unknown to Intl.
    return 'ltr';
  }
}
