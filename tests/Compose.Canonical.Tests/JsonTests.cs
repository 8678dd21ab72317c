using System.Text;
using Compose.Testing;

namespace Compose.Canonical.Tests;

public class JsonTests
{
    [Theory]
    [InlineData("arrays")]
    [InlineData("french")]
    [InlineData("structures")]
    [InlineData("unicode")]
    [InlineData("values")]
    [InlineData("weird")]
    public void Suite_Jcs_GivesTheExactBytes(string name)
    {
        string folder = SharedData.Require("suites/jcs");
        byte[] expected = File.ReadAllBytes(Path.Combine(folder, "output", name + ".json"));
        byte[] actual = CanonicalJson.Canonicalize(File.ReadAllBytes(Path.Combine(folder, "input", name + ".json")));
        Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(actual));
        Assert.Null(CanonicalJson.Check(expected));
        string hex = new(File.ReadAllText(Path.Combine(folder, "outhex", name + ".txt")).Where(char.IsAsciiHexDigit).ToArray());
        Assert.Equal(hex, Convert.ToHexStringLower(actual));
    }

    // RFC 8785 Appendix B.
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void FormatNumber_AppendixB_Matches(string bits, string expected) =>
        Assert.Equal(expected, CanonicalJson.FormatNumber(BitConverter.UInt64BitsToDouble(Convert.ToUInt64(bits, 16))));

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{\"a\":1,}", 1, 8)]
    [InlineData("{\"a\":1,\n \"a\":2}", 2, 2)]
    [InlineData("[1 2]", 1, 4)]
    [InlineData("[01]", 1, 3)]
    [InlineData("[1.]", 1, 4)]
    [InlineData("[+1]", 1, 2)]
    [InlineData("[1e999]", 1, 2)]
    [InlineData("\"\\ud800\"", 1, 1)]
    [InlineData("\"a\tb\"", 1, 3)]
    [InlineData("\"abc", 1, 5)]
    [InlineData("nul", 1, 1)]
    [InlineData("{} x", 1, 4)]
    [InlineData("{a:1}", 1, 2)]
    [InlineData("'a'", 1, 1)]
    public void Read_NotStrictJson_FailsWithLineAndColumn(string text, int line, int column)
    {
        var e = Assert.Throws<ComposeException>(() => JsonReader.Read(text, file: "x.json"));
        Assert.Equal(ErrorCodes.Canon.InvalidJson, e.Error.Code);
        Assert.Equal((line, column), (e.Error.Where!.Line, e.Error.Where.Column));
    }

    [Fact]
    public void Read_DeepNesting_IsRefused()
    {
        var e = Assert.Throws<ComposeException>(() => JsonReader.Read(new string('[', 1_000_000)));
        Assert.Equal(ErrorCodes.Canon.LimitExceeded, e.Error.Code);
    }

    [Fact]
    public void Check_NotCanonical_SaysWhere()
    {
        var error = CanonicalJson.Check("{\"b\":1,\"a\":2}"u8);
        Assert.Equal(ErrorCodes.Canon.NotCanonical, error!.Code);
        Assert.Equal(2, error.Where!.Offset);
    }
}
