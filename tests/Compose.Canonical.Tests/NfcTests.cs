using System.Text;

namespace Compose.Canonical.Tests;

public class NfcTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("\u00e9", "\u00e9")]
    [InlineData("\u212b", "\u00c5")]
    [InlineData("A\u030a", "\u00c5")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u1e9b\u0323", "\u1e9b\u0323")]
    [InlineData("\u1100\u1161\u11a8", "\uac01")]
    [InlineData("\uac00\u11a8", "\uac01")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u2126", "\u03a9")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("a\u0315\u0300\u05ae\u0062", "\u00e0\u05ae\u0315b")]
    [InlineData("\u0f71\u0f72\u0f74", "\u0f71\u0f72\u0f74")]
    [InlineData("\u01d5", "\u01d5")]
    [InlineData("U\u0308\u0304", "\u01d5")]
    public void Normalize_KnownText_GivesFormC(string text, string expected)
    {
        Assert.True(Nfc.TryNormalize(text, out string? normalized));
        Assert.Equal(expected, normalized);
        Assert.Equal(text == expected, Nfc.IsNormalized(text));
        Assert.True(Nfc.IsNormalized(expected));
    }

    [Fact]
    public void IsNormalized_LoneSurrogate_IsNot()
    {
        Assert.False(Nfc.IsNormalized("a\ud800"));
        Assert.False(Nfc.TryNormalize("\udc00b", out _));
    }

    [Fact]
    public void Normalize_EveryCodePoint_IsIdempotent()
    {
        for (int point = 0; point <= 0x10ffff; point++)
        {
            if (!Rune.IsValid(point))
            {
                continue;
            }

            Assert.True(Nfc.TryNormalize(new Rune(point).ToString(), out string? once));
            Assert.True(Nfc.TryNormalize(once, out string? twice));
            if (once != twice)
            {
                Assert.Fail($"U+{point:X4} is not stable");
            }
        }
    }
}
