using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.Wasm.Components.Tests;

/// <summary>
/// What is read is written again: the guests and every component of the public suites that decodes, from its
/// definitions (nested modules too) and as edited without a change.
/// </summary>
public sealed class RoundTripTests
{
    [Theory]
    [MemberData(nameof(Guests.All), MemberType = typeof(Guests))]
    public void Guest_ReadAndWritten_IsTheSameBytes(string name)
    {
        byte[] bytes = Guests.Read(name);
        Component component = ComponentReader.Read(bytes);
        Assert.True(bytes.AsSpan().SequenceEqual(BinaryEditor.Of(component).ToArray()), "the editor changed a byte");
        Assert.Equal(-1, FirstDifference(bytes, ComponentWriter.Write(component)));
    }

    [Fact]
    public void Suites_EveryBinaryThatDecodes_IsWrittenAsItWas()
    {
        string folder = SharedData.Require("suites");
        int same = 0;
        var padded = new List<string>();
        foreach (string path in Directory.GetFiles(folder, "*.wasm", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (Write(bytes, out byte[]? edited) is not { } written)
            {
                continue;
            }

            string name = Path.GetRelativePath(folder, path);
            Assert.True(bytes.AsSpan().SequenceEqual(edited), $"{name}: the editor changed a byte");
            if (bytes.AsSpan().SequenceEqual(written))
            {
                same++;
                continue;
            }

            padded.Add($"{name} at 0x{FirstDifference(bytes, written):x}");
            Assert.True(written.Length < bytes.Length, name);
            Assert.Equal(written, Write(written, out _));
        }

        Assert.True(same > 1_000, $"{same} binaries");
        // Tests of the format pad numbers on purpose; every other binary must come out byte for byte.
        Assert.True(padded.Count < same / 20, string.Join('\n', padded));
        Assert.All(padded, name => Assert.Matches("^component-model/(component-model/binary/|wasm-tools/values/start/)", name));
    }

    private static byte[]? Write(byte[] bytes, out byte[]? edited)
    {
        edited = null;
        try
        {
            if (Component.IsComponent(bytes))
            {
                Component component = ComponentReader.Read(bytes, ComponentOptions.Lenient);
                edited = BinaryEditor.Of(component).ToArray();
                return ComponentWriter.Write(component);
            }

            CoreModule module = CoreModuleReader.Read(bytes, WasmFeatures.All);
            edited = BinaryEditor.Of(module).ToArray();
            return CoreModuleWriter.Write(module);
        }
        catch (ComposeException)
        {
            return null;
        }
    }

    private static int FirstDifference(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int common = left.CommonPrefixLength(right);
        return common == left.Length && common == right.Length ? -1 : common;
    }
}
