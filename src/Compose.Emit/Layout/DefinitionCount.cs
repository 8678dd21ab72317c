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
        int position = 8;
        int end = component.Length;
        while (true)
        {
            if (position >= end)
            {
                if (!ends.TryPop(out end))
                {
                    return count;
                }

                continue;
            }

            byte id = component[position++];
            int size = 0;
            for (int shift = 0; position < component.Length; shift += 7)
            {
                byte b = component[position++];
                size |= (b & 0x7f) << shift;
                if ((b & 0x80) == 0)
                {
                    break;
                }
            }

            if (id == ComponentSection)
            {
                count++;
                ends.Push(end);
                end = position + size;
                position += 8;
                continue;
            }

            if (id == CoreModuleSection)
            {
                count++;
            }

            position += size;
        }
    }
}
