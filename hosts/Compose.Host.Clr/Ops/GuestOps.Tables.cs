using System.Runtime.CompilerServices;
using Compose.Engine;
using Compose.Host.Clr.Native;

namespace Compose.Host.Clr.Ops;

/// <summary>Operations on tables. Indexes and counts are unsigned 64-bit numbers.</summary>
internal static unsafe partial class GuestOps
{
    public static long TableGet(nint table, long index)
    {
        var target = (NativeTable*)table;
        if ((ulong)index >= target->Length)
        {
            throw new CoreTrapException(TrapCode.TableOutOfBounds);
        }

        return (long)target->Elements[index];
    }

    public static void TableSet(nint table, long index, long reference)
    {
        var target = (NativeTable*)table;
        if ((ulong)index >= target->Length)
        {
            throw new CoreTrapException(TrapCode.TableOutOfBounds);
        }

        target->Elements[index] = (ulong)reference;
    }

    public static long TableGrow(nint context, int table, long initial, long count) =>
        Instance(context).Table(table).Grow((ulong)count, (ulong)initial);

    public static void TableFill(nint table, long start, long reference, long count)
    {
        var target = (NativeTable*)table;
        CheckTableRange((ulong)start, (ulong)count, target->Length);
        new Span<ulong>(target->Elements + start, (int)count).Fill((ulong)reference);
    }

    public static void TableCopy(nint destinationTable, nint sourceTable, long destination, long source, long count)
    {
        var to = (NativeTable*)destinationTable;
        var from = (NativeTable*)sourceTable;
        CheckTableRange((ulong)source, (ulong)count, from->Length);
        CheckTableRange((ulong)destination, (ulong)count, to->Length);
        Buffer.MemoryCopy(from->Elements + source, to->Elements + destination, count * 8, count * 8);
    }

    public static void TableInit(nint context, int table, int segment, long destination, long source, long count) =>
        Instance(context).InitializeTable(table, segment, (ulong)destination, (ulong)source, (ulong)count);

    public static void ElementDrop(nint context, int segment) => Instance(context).DropElements(segment);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckTableRange(ulong start, ulong count, ulong length)
    {
        if (count > length || start > length - count)
        {
            throw new CoreTrapException(TrapCode.TableOutOfBounds);
        }
    }
}
