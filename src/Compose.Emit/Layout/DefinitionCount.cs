using Compose.Wasm;

namespace Compose.Emit.Layout;

/// <summary>Counts modules and components in a component binary, itself included; other bytes are passed over.</summary>
internal static class DefinitionCount
{
    private const byte CoreModuleSection = 1;
    private const byte ComponentSection = 4;

    /// <summary>Counts within valid bytes. Nesting is followed on a stack of its own.</summary>
    public static int In(ReadOnlySpan<byte> component)
    {
        int count = 1;
        var ends = new Stack<int>();
        int end = component.Length;
        var reader = new WasmReader(component);
        reader.Skip(8);
        while (true)
        {
            if (reader.Position >= end)
            {
                if (!ends.TryPop(out end))
                {
                    return count;
                }

                continue;
            }

            byte id = reader.ReadByte();
            int size = (int)reader.ReadVarU32();
            if (id == ComponentSection)
            {
                count++;
                ends.Push(end);
                end = reader.Position + size;
                reader.Skip(8);
                continue;
            }

            if (id == CoreModuleSection)
            {
                count++;
            }

            reader.Skip(size);
        }
    }
}
