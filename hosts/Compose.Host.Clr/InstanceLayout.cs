using Compose.Host.Clr.Code;
using Compose.Host.Clr.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>
/// Where things lie in the native part of an instance, the first argument of compiled code; the same for all instances
/// of a module. First a handle of the <see cref="ClrInstance"/>, then imported functions, then memories, tables and
/// globals: imported ones as pointers, own ones in place.
/// </summary>
internal sealed class InstanceLayout
{
    private readonly int[] _memories;
    private readonly int[] _tables;
    private readonly int[] _globals;

    public InstanceLayout(CoreModule module)
    {
        long at = 16 + ((long)module.ImportedFunctionCount * NativeImport.Size);
        _memories = new int[module.Memories.Length];
        for (int i = 0; i < _memories.Length; i++)
        {
            _memories[i] = Take(ref at, i < module.ImportedMemoryCount ? 8 : NativeLinearMemory.Size, 8);
        }

        _tables = new int[module.Tables.Length];
        for (int i = 0; i < _tables.Length; i++)
        {
            _tables[i] = Take(ref at, i < module.ImportedTableCount ? 8 : NativeTable.Size, 8);
        }

        at = (at + 15) & ~15L;
        GlobalsOffset = (int)at;
        _globals = new int[module.Globals.Length];
        for (int i = 0; i < _globals.Length; i++)
        {
            bool isVector = StackTypes.Of(module.Globals[i].Type.Value) == StackType.V128;
            int size = i < module.ImportedGlobalCount || !isVector ? 8 : 16;
            _globals[i] = Take(ref at, size, size);
        }

        Size = (int)((at + 15) & ~15L);
    }

    /// <summary>Where the globals begin, which lie last.</summary>
    public int GlobalsOffset { get; }

    /// <summary>Bytes of the native part.</summary>
    public int Size { get; }

    public static int ImportOffset(int function) => 16 + (function * NativeImport.Size);

    /// <summary>Of a <see cref="NativeLinearMemory"/>, or of a pointer to one if it is imported; likewise below.</summary>
    public int MemoryOffset(int memory) => _memories[memory];

    public int TableOffset(int table) => _tables[table];

    public int GlobalOffset(int global) => _globals[global];

    private static int Take(ref long at, int size, int alignment)
    {
        at = (at + alignment - 1) & -alignment;
        long offset = at;
        at += size;
        if (at > int.MaxValue - 64)
        {
            throw new ComposeException(ErrorCodes.Component.LimitExceeded, "the module has too many imports and globals for one instance");
        }

        return (int)offset;
    }
}
