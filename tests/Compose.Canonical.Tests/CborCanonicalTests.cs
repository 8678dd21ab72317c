namespace Compose.Canonical.Tests;

public class CborCanonicalTests
{
    [Theory]
    [InlineData("1800", CborRule.ShortestHead, 0)]
    [InlineData("190017", CborRule.ShortestHead, 0)]
    [InlineData("1b00000000ffffffff", CborRule.ShortestHead, 0)]
    [InlineData("7803616263", CborRule.ShortestHead, 0)]
    [InlineData("9f01ff", CborRule.DefiniteLength, 0)]
    [InlineData("bf0102ff", CborRule.DefiniteLength, 0)]
    [InlineData("5f4101ff", CborRule.DefiniteLength, 0)]
    [InlineData("a202010102", CborRule.SortedKeys, 3)]
    [InlineData("a2616200190190f6", CborRule.SortedKeys, 4)]
    [InlineData("a201010102", CborRule.UniqueKeys, 3)]
    [InlineData("a3010102020103", CborRule.UniqueKeys, 5)]
    [InlineData("6365cc81", CborRule.NormalizedText, 0)]
    [InlineData("fb3ff0000000000000", CborRule.ShortestFloat, 0)]
    [InlineData("fa7fc00000", CborRule.ShortestFloat, 0)]
    [InlineData("f97e01", CborRule.ShortestFloat, 0)]
    [InlineData("c24101", CborRule.PreferredBignum, 0)]
    [InlineData("c249000000000000000001", CborRule.PreferredBignum, 0)]
    [InlineData("0000", CborRule.NoTrailingBytes, 1)]
    public void Check_RuleBroken_NamesRuleAndOffset(string hex, CborRule rule, int offset)
    {
        CborReader.Read(Convert.FromHexString(hex), out var violations);
        Assert.Contains(violations, v => v.Rule == rule && v.Offset == offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("18")]
    [InlineData("19ff")]
    [InlineData("1c")]
    [InlineData("1f")]
    [InlineData("3f")]
    [InlineData("df00")]
    [InlineData("ff")]
    [InlineData("8201")]
    [InlineData("a101")]
    [InlineData("bf01ff")]
    [InlineData("62ff")]
    [InlineData("61ff")]
    [InlineData("5f6161ff")]
    [InlineData("5f5f4101ffff")]
    [InlineData("f800")]
    [InlineData("f81f")]
    [InlineData("9bffffffffffffffff")]
    [InlineData("bb7fffffffffffffff")]
    [InlineData("5bffffffffffffffff00")]
    [InlineData("9a7fffffff00")]
    [InlineData("c1")]
    public void Read_NotWellFormed_FailsWithOffset(string hex)
    {
        var e = Assert.Throws<ComposeException>(() => CborReader.Read(Convert.FromHexString(hex), out _));
        Assert.Equal(ErrorCodes.Canon.InvalidCbor, e.Error.Code);
        Assert.InRange(e.Error.Where!.Offset!.Value, 0, hex.Length / 2);
    }

    [Fact]
    public void Read_DeepNesting_IsRefusedNotOverflowed()
    {
        byte[] deep = new byte[1_000_000];
        Array.Fill(deep, (byte)0x81);
        var e = Assert.Throws<ComposeException>(() => CborReader.Read(deep, out _, new CborLimits(int.MaxValue, int.MaxValue)));
        Assert.Equal(ErrorCodes.Canon.LimitExceeded, e.Error.Code);
    }

    [Fact]
    public void Encode_AnyOrder_SortsByEncodedKey()
    {
        var map = CborNode.MapOf([CborNode.Of("aa"), CborNode.Of(1), CborNode.Of(false), CborNode.Of(2), CborNode.Of(-1), CborNode.Of(3), CborNode.Of(100), CborNode.Of(4), CborNode.Of("z"), CborNode.Of(5), CborNode.Of(10), CborNode.Of(6)]);
        Assert.Equal("a60a061864042003617a0562616101f402", Convert.ToHexStringLower(CborWriter.Encode(map)));
    }

    [Fact]
    public void Read_RandomBytes_NeverThrowsAnythingElse()
    {
        var random = new Random(20261121);
        for (int i = 0; i < 200_000; i++)
        {
            byte[] bytes = new byte[random.Next(0, 40)];
            random.NextBytes(bytes);
            try
            {
                var node = CborReader.Read(bytes, out var violations);
                byte[] again = CborWriter.Encode(node);
                if (violations.Count == 0)
                {
                    Assert.Equal(bytes, again);
                }

                CborReader.ReadCanonical(again, ErrorCodes.Canon.NotCanonical);
            }
            catch (ComposeException)
            {
                // Not well-formed, a key twice, text not normalized: all of them expected.
            }
        }
    }
}
