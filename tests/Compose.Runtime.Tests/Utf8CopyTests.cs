using System.Text;
using System.Text.Unicode;
using Compose.Runtime.Abi;

namespace Compose.Runtime.Tests;

/// <summary>The vectorised validator against the base library's.</summary>
public sealed class Utf8CopyTests
{
    [Fact]
    public void Copy_RandomTextsAndFaults_JudgesAsTheLibrary()
    {
        var random = new Random(42);
        string[] pieces = ["a", "é", "€", "\U0001f600", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U0010ffff", "hello world "];
        for (int round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder();
            int count = random.Next(1, 120);
            for (int i = 0; i < count; i++)
            {
                text.Append(pieces[random.Next(pieces.Length)]);
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            if (round % 2 == 1)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            int length = round % 3 == 0 ? random.Next(bytes.Length + 1) : bytes.Length;
            ReadOnlySpan<byte> source = bytes.AsSpan(0, length);
            var target = new byte[length];
            bool valid = Utf8.IsValid(source);
            Assert.Equal(valid, Utf8Copy.TryCopy(source, target));
            if (valid)
            {
                Assert.True(source.SequenceEqual(target));
            }
        }
    }

    [Fact]
    public void Copy_EveryPairAndTripleAtBlockEdges_JudgesAsTheLibrary()
    {
        var bytes = new byte[160];
        var target = new byte[160];
        foreach (int at in (int[])[30, 31, 62, 63, 64, 126, 127, 157])
        {
            for (int first = 0x7f; first < 0x100; first++)
            {
                for (int second = 0x7e; second < 0x100; second++)
                {
                    foreach (byte third in (byte[])[0x41, 0x80, 0xbf, 0xc3])
                    {
                        Array.Fill(bytes, (byte)'x');
                        bytes[at] = (byte)first;
                        bytes[at + 1] = (byte)second;
                        bytes[at + 2] = third;
                        Assert.Equal(Utf8.IsValid(bytes), Utf8Copy.TryCopy(bytes, target));
                    }
                }
            }
        }
    }
}
