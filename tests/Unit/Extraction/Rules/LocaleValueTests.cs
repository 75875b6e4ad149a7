using System.Globalization;
using CsCheck;
using Thresher.Extraction.Rules;

namespace Thresher.Tests.Unit.Extraction.Rules;

/// <summary>Numbers and dates as people of a locale write them; what may be another value is none.</summary>
public sealed class LocaleValueTests
{
    [Theory]
    [InlineData("de-CH", "1'234.50", "1234.50")]
    [InlineData("de-CH", "1’234.50", "1234.50")]
    [InlineData("de-CH", "CHF 12'345'678.–", "12345678")]
    [InlineData("fr-CH", "1'234.50 fr.", "1234.50")]
    [InlineData("de-AT", "€ 1.234,50", "1234.50")]
    [InlineData("de-DE", "1.234,50 EUR", "1234.50")]
    [InlineData("de-DE", "12,- Euro", "12")]
    [InlineData("ar-EG", "١٬٢٣٤٫٥٠", "1234.50")]
    [InlineData("ar-EG", "1,234.50 ج.م.", "1234.50")]
    [InlineData("fa-IR", "۱۲۳۴٫۵", "1234.5")]
    [InlineData("fa-IR", "۱۲ تومان", "12")]
    [InlineData("hi-IN", "₹12,34,567.50", "1234567.50")]
    [InlineData("hi-IN", "१२,३४,५६७.५०", "1234567.50")]
    [InlineData("en-IN", "Rs. 12,34,567.50", "1234567.50")]
    [InlineData("fr-FR", "1\u202f234,50\u00a0€", "1234.50")]
    [InlineData("fr-FR", "1\u2009234\u2009567", "1234567")]
    [InlineData("sv-SE", "\u22121\u00a0234,5 kr", "-1234.5")]
    [InlineData("pl-PL", "1 234,50 zł", "1234.50")]
    [InlineData("cs-CZ", "1 234 Kč", "1234")]
    [InlineData("pt-BR", "R$ 1.234,50", "1234.50")]
    [InlineData("ja-JP", "１，２３４円", null)]
    [InlineData("ja-JP", "1,234円", "1234")]
    [InlineData("ru-RU", "1 234,50 руб.", "1234.50")]
    [InlineData("tr-TR", "1.234,50 TL", "1234.50")]
    [InlineData("", "US$ 1,234.50", "1234.50")]
    [InlineData("", "-$5", "-5")]
    [InlineData("", "$-5.5", "-5.5")]
    [InlineData("", ".5", ".5")]
    [InlineData("", "1e3", "1e3")]
    [InlineData("", "1.5E-3", "1.5e-3")]
    [InlineData("", "+7", "7")]
    [InlineData("", "1,5", null)]
    [InlineData("", "1,2345", null)]
    [InlineData("", "1.234.567", null)]
    [InlineData("", "1 2", null)]
    [InlineData("", "5 items", null)]
    [InlineData("", "12-34", null)]
    [InlineData("", "--5", null)]
    [InlineData("", "", null)]
    [InlineData("de-DE", "1.50", null)]
    [InlineData("fr-FR", "5 10", null)]
    public void Number_OfALocale_IsRead(string locale, string text, string? expected) =>
        Assert.Equal(expected, new LocaleNumber(CultureInfo.GetCultureInfo(locale)).Read(text));

    [Theory]
    [InlineData("es-ES", "5 de marzo de 2024")]
    [InlineData("es-MX", "martes, 5 de marzo del 2024")]
    [InlineData("pt-BR", "5 de março de 2024")]
    [InlineData("pt-PT", "terça-feira, 5 de março de 2024")]
    [InlineData("ca-ES", "5 de març de 2024")]
    [InlineData("it-IT", "5 marzo 2024")]
    [InlineData("fr-FR", "mardi 5 mars 2024")]
    [InlineData("de-DE", "Dienstag, den 5. März 2024")]
    [InlineData("de-DE", "5. Mrz. 2024")]
    [InlineData("de-DE", "05.03.2024")]
    [InlineData("nl-NL", "5 maart 2024")]
    [InlineData("sv-SE", "5 mars 2024")]
    [InlineData("da-DK", "den 5. marts 2024")]
    [InlineData("pl-PL", "5 marca 2024 r.")]
    [InlineData("cs-CZ", "5. března 2024")]
    [InlineData("ru-RU", "5 марта 2024 г.")]
    [InlineData("uk-UA", "5 березня 2024 р.")]
    [InlineData("hu-HU", "2024. március 5.")]
    [InlineData("el-GR", "5 Μαρτίου 2024")]
    [InlineData("tr-TR", "5 Mart 2024 Salı")]
    [InlineData("ja-JP", "2024年3月5日")]
    [InlineData("ja-JP", "2024年3月5日(火)")]
    [InlineData("zh-CN", "2024年03月05日")]
    [InlineData("ko-KR", "2024년 3월 5일")]
    [InlineData("vi-VN", "ngày 5 tháng 3 năm 2024")]
    [InlineData("ar-EG", "٥ مارس ٢٠٢٤")]
    [InlineData("fa-IR", "۱۵ اسفند ۱۴۰۲")]
    [InlineData("en-US", "Tuesday, March 5th, 2024")]
    [InlineData("en-US", "Mar. 5, 2024")]
    [InlineData("en-US", "3/5/2024")]
    [InlineData("en-GB", "05/03/2024")]
    [InlineData("en-GB", "the 5th of March 2024")]
    [InlineData("", "5 March 2024")]
    [InlineData("", "Mar 5 2024")]
    [InlineData("fr-FR", "le 5 mars 2024")]
    public void Date_OfALocale_IsRead(string locale, string text) =>
        Assert.Equal(new DateTime(2024, 3, 5), new LocaleDate(CultureInfo.GetCultureInfo(locale)).Read(text));

    [Theory]
    [InlineData("en-GB", "5 Sep 2024")]
    [InlineData("en-GB", "5 Sept 2024")]
    [InlineData("en-US", "Sept. 5, 2024")]
    [InlineData("en-AU", "Sep. 5 2024")]
    [InlineData("es-ES", "5 sept. 2024")]
    [InlineData("fr-FR", "5 sept 2024")]
    [InlineData("it-IT", "5 sett 2024")]
    public void Date_ShortMonth_IsReadWhateverTheCulturesData(string locale, string text) =>
        Assert.Equal(new DateTime(2024, 9, 5), new LocaleDate(CultureInfo.GetCultureInfo(locale)).Read(text));

    [Theory]
    [InlineData("de-AT", "5. Jänner 2024", 1)]
    [InlineData("fr-FR", "1er août 2024", null)]
    [InlineData("", "5/3/2024", null)]
    [InlineData("en-US", "March 2024", null)]
    [InlineData("en-US", "5 March 24", null)]
    [InlineData("en-US", "31 February 2024", null)]
    [InlineData("en-US", "5 Ma 2024", null)]
    [InlineData("en-US", "5 or 6 March 2024", null)]
    [InlineData("en-US", "5 March or May 2024", null)]
    [InlineData("fr-FR", "5 jui 2024", null)]
    [InlineData("en-US", "13/13/2024", null)]
    public void Date_ThatMayBeAnother_IsNone(string locale, string text, int? month)
    {
        var date = new LocaleDate(CultureInfo.GetCultureInfo(locale)).Read(text);
        Assert.Equal(month ?? (text.StartsWith("1er", StringComparison.Ordinal) ? 8 : null), date?.Month);
    }

    [Fact]
    public void Numbers_AsEachCultureFormatsThem_AreReadBack()
    {
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            foreach (var value in new[] { 0m, 1234.5m, -1234567.25m, 12m })
            {
                var text = value.ToString("N2", culture);
                Assert.True(decimal.Parse(new LocaleNumber(culture).Read(text) ?? "-1", CultureInfo.InvariantCulture) == value, $"{culture.Name}: {text}");
            }
        }
    }

    [Theory]
    [InlineData("2024-12345678901-5")]
    [InlineData("2024-5-12345678901")]
    [InlineData("12345678901-5-2024")]
    [InlineData("5-12345678901-2024")]
    [InlineData("12345678901-5-5")]
    [InlineData("March 12345678901 2024")]
    public void ANumberLongerThanAnyDayOrMonth_IsNoDate(string text)
    {
        foreach (var culture in new[] { "", "de-CH", "en-US", "ja-JP", "th-TH" }.Select(CultureInfo.GetCultureInfo))
        {
            Assert.Null(new LocaleDate(culture).Read(text));
        }
    }

    [Fact]
    public void AnyText_IsReadWithoutAFault()
    {
        CultureInfo[] cultures = [.. new[] { "", "de-CH", "ar-SA", "fa-IR", "th-TH", "ja-JP", "he-IL" }.Select(CultureInfo.GetCultureInfo)];
        Gen.Select(Gen.String, Gen.OneOf("5", " March ", "٥", "2024", "12345678901", ",", ".", "'", "年", "-", "\u202f", "CHF", "e9", "1er").Array[0, 8]).Sample(
            (noise, parts) =>
            {
                foreach (var culture in cultures)
                {
                    foreach (var text in new[] { noise, string.Concat(parts), noise + string.Concat(parts) })
                    {
                        _ = new LocaleDate(culture).Read(text);
                        if (new LocaleNumber(culture).Read(text) is { } number)
                        {
                            Assert.True(double.TryParse(number, CultureInfo.InvariantCulture, out _), number);
                        }
                    }
                }
            },
            iter: 300);
    }
}
