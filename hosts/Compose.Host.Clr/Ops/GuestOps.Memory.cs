using System.Runtime.CompilerServices;
using Compose.Engine;
using Compose.Host.Clr.Native;

namespace Compose.Host.Clr.Ops;

/// <summary>Bulk operations on memories. Sizes and addresses are unsigned 64-bit numbers.</summary>
internal static unsafe partial class GuestOps
{
    /// <summary>Grows a memory; the former size in pages or -1.</summary>
    public static long MemoryGrow(nint context, int memory, long pages) => Instance(context).Memory(memory).Grow((ulong)pages);

    public static void MemoryFill(nint memory, long destination, int value, long count)
    {
        var target = (NativeLinearMemory*)memory;
        CheckRange((ulong)destination, (ulong)count, target->Length);
        byte* at = target->Base + destination;
        while (count > uint.MaxValue)
        {
            Unsafe.InitBlockUnaligned(at, (byte)value, uint.MaxValue);
            at += uint.MaxValue;
            count -= uint.MaxValue;
        }

        Unsafe.InitBlockUnaligned(at, (byte)value, (uint)count);
    }

    public static void MemoryCopy(nint destinationMemory, nint sourceMemory, long destination, long source, long count)
    {
        var to = (NativeLinearMemory*)destinationMemory;
        var from = (NativeLinearMemory*)sourceMemory;
        CheckRange((ulong)source, (ulong)count, from->Length);
        CheckRange((ulong)destination, (ulong)count, to->Length);
        Buffer.MemoryCopy(from->Base + source, to->Base + destination, count, count);
    }

    public static void MemoryInit(nint context, int memory, int segment, long destination, long source, long count)
    {
        ClrInstance instance = Instance(context);
        instance.InitializeMemory(memory, segment, (ulong)destination, (ulong)source, (ulong)count);
    }

    public static void DataDrop(nint context, int segment) => Instance(context).DropData(segment);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckRange(ulong start, ulong count, ulong length)
    {
        if (count > length || start > length - count)
        {
            throw new CoreTrapException(TrapCode.MemoryOutOfBounds);
        }
    }
}
