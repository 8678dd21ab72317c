using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

/// <summary>The core modules within real components of several languages.</summary>
public sealed class GuestTests
{
    [Fact]
    public void Guests_EveryCoreModule_IsValid()
    {
        string folder = SharedData.Require("guests");
        int modules = 0, functions = 0;
        foreach (string path in Directory.GetFiles(folder, "*.wasm").Order(StringComparer.Ordinal))
        {
            foreach ((ReadOnlyMemory<byte> bytes, long offset) in ModulesOf(File.ReadAllBytes(path), 0))
            {
                CoreModule module = CoreModuleReader.Read(bytes, WasmFeatures.Wasm3, offset);
                CoreModuleValidator.Validate(module, threads: 2);
                modules++;
                functions += module.Bodies.Length;
            }
        }

        Assert.True(modules > 50, $"{modules} modules");
        Assert.True(functions > 30_000, $"{functions} functions");
    }

    private static List<(ReadOnlyMemory<byte> Bytes, long Offset)> ModulesOf(ReadOnlyMemory<byte> component, long offset)
    {
        var modules = new List<(ReadOnlyMemory<byte>, long)>();
        int at = 8;
        while (at < component.Length)
        {
            var reader = new WasmReader(component.Span[at..]);
            byte id = reader.ReadByte();
            int size = (int)reader.ReadVarU32();
            at += reader.Position;
            if (id == 1)
            {
                modules.Add((component.Slice(at, size), offset + at));
            }
            else if (id == 4)
            {
                modules.AddRange(ModulesOf(component.Slice(at, size), offset + at));
            }

            at += size;
        }

        return modules;
    }
}
