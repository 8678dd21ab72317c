using System.IO.Compression;
using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

/// <summary>
/// What is read is written again: every module of the public suites that decodes, from its definitions and as edited
/// without a change.
/// </summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Modules_OfTheSuites_AreWrittenAsTheyWere()
    {
        string folder = SharedData.Require("suites/wasm-core");
        int same = 0;
        var padded = new List<string>();
        foreach (string archive in Directory.GetFiles(folder, "*.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using ZipArchive zip = ZipFile.OpenRead(archive);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                using Stream stream = entry.Open();
                var bytes = new byte[entry.Length];
                stream.ReadExactly(bytes);
                if (!entry.FullName.EndsWith(".wasm", StringComparison.Ordinal) || Decode(bytes) is not { } module)
                {
                    continue;
                }

                string name = $"{Path.GetFileNameWithoutExtension(archive)}/{entry.FullName}";
                Assert.True(bytes.AsSpan().SequenceEqual(BinaryEditor.Of(module).ToArray()), $"{name}: the editor changed a byte");
                byte[] written = CoreModuleWriter.Write(module);
                if (bytes.AsSpan().SequenceEqual(written))
                {
                    same++;
                    continue;
                }

                padded.Add(name);
                AssertShorterAndSettled(name, bytes, written);
            }
        }

        Assert.True(same > 5_000, $"{same} modules");
        TestContext.Current.TestOutputHelper?.WriteLine($"{same} modules byte for byte, {padded.Count} with longer numbers: {string.Join(' ', padded)}");

        // Tests of the number format itself, and modules whose text gives the bytes of sizes and limits by hand.
        string[] known = ["binary-leb128/", "binary0/", "custom-page-sizes-invalid/", "custom-page-sizes/", "float_literals/", "memory_max/", "memory_max_i64/"];
        Assert.All(padded, name => Assert.Contains(known, prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Writer_PaddedNumbers_BecomeShortAndMeanTheSame()
    {
        // A type section of size 4 in two bytes, with a count of 1 in two bytes: [] -> [].
        byte[] padded = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 0x85, 0, 0x81, 0, 0x60, 0, 0];
        CoreModule module = CoreModuleReader.Read(padded);
        Assert.Equal([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0], CoreModuleWriter.Write(module));
        Assert.Equal(padded, BinaryEditor.Of(module).ToArray());
    }

    [Fact]
    public void Writer_FormsOfOneMeaning_AreKept()
    {
        // A group of one written out, a final type written out, an empty group, and a table 0 named in a segment.
        byte[] bytes =
        [
            0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
            1, 16, 4, 0x4e, 1, 0x60, 0, 0, 0x4e, 0, 0x4f, 0, 0x60, 0, 0, 0x60, 0, 0,
            4, 4, 1, 0x70, 0, 0,
            9, 8, 1, 2, 0, 0x41, 0, 0x0b, 0, 0,
        ];
        Assert.Equal(bytes, CoreModuleWriter.Write(CoreModuleReader.Read(bytes)));
    }

    private static void AssertShorterAndSettled(string name, byte[] original, byte[] written)
    {
        Assert.True(written.Length < original.Length, $"{name}: {original.Length} bytes became {written.Length}");
        Assert.Equal(written, CoreModuleWriter.Write(CoreModuleReader.Read(written, WasmFeatures.All)));
    }

    private static CoreModule? Decode(byte[] bytes)
    {
        try
        {
            return CoreModuleReader.Read(bytes, WasmFeatures.All);
        }
        catch (ComposeException)
        {
            return null;
        }
    }
}
