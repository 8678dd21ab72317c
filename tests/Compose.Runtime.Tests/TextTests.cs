namespace Compose.Runtime.Tests;

/// <summary>Strings through every pair of encodings, between components and to the host.</summary>
public sealed class TextTests
{
    private static readonly string[] s_encodings = ["utf8", "utf16", "latin1"];

    private static readonly string[] s_texts =
    [
        string.Empty, "a", "ab", "abc", "abcd", "12345678", "123456789abcdef", "sixteen letters!", "and seventeen now",
        "é", "ÿ", "Ā", "naïve café", "漢字", "😀", "x😀y", "a\0b", "\ud7ff\ue000\uffff",
        new string('z', 1_000), new string('é', 1_000), string.Concat(Enumerable.Repeat("aé漢😀", 700)), new string('q', 70_000),
    ];

    public static TheoryData<string, bool> Pairs()
    {
        var data = new TheoryData<string, bool>();
        foreach (string from in s_encodings)
        {
            foreach (string to in s_encodings)
            {
                data.Add(from + "-" + to, true);
                data.Add(from + "-" + to, false);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Text_AcrossEncodings_ComesBackUnchanged(string pair, bool fuse)
    {
        using ComponentStore store = Fixture.Store(new ComponentStoreOptions { FuseAdapters = fuse });
        ComponentFunction echo = Fixture.Image("text").Instantiate(store, Fixture.NoImports).GetFunction(pair);
        foreach (string text in s_texts)
        {
            Assert.Equal(text, echo.Call(Value.From(text)).AsString);
        }
    }

    [Fact]
    public void Text_HalfASurrogatePair_ReachesNoGuest()
    {
        using ComponentStore store = Fixture.Store();
        ComponentInstance instance = Fixture.Image("text").Instantiate(store, Fixture.NoImports);
        foreach (string encoding in s_encodings)
        {
            Assert.Equal("a\ufffdb", instance.GetFunction(encoding + "-" + encoding).Call(Value.From("a\ud800b")).AsString);
        }
    }
}
