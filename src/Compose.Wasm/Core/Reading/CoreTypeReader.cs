namespace Compose.Wasm.Core;

/// <summary>
/// Reads the types of core WebAssembly (core specification 5.3), for modules and for the core types within components.
/// Wrong codes are <c>Component.Malformed</c>; right ones whose feature is off are <c>Component.NotSupported</c>.
/// Whether a type index is known is not checked here.
/// </summary>
public static partial class CoreTypeReader
{
    /// <summary>A value type.</summary>
    public static ValType ReadValType(ref WasmReader reader, WasmFeatures features)
    {
        long at = reader.Offset;
        byte code = reader.PeekByte();
        switch (code)
        {
            case 0x7f:
                reader.Skip(1);
                return ValType.I32;
            case 0x7e:
                reader.Skip(1);
                return ValType.I64;
            case 0x7d:
                reader.Skip(1);
                return ValType.F32;
            case 0x7c:
                reader.Skip(1);
                return ValType.F64;
            case 0x7b:
                reader.Skip(1);
                Require(at, features, WasmFeatures.Simd, "the type v128");
                return ValType.V128;
            default:
                ValType type = ReadRefType(ref reader, features, "value type");
                Require(at, features, WasmFeatures.ReferenceTypes, "a reference as value");
                return type;
        }
    }

    /// <summary>A reference type; <paramref name="what"/> names in errors what should stand here.</summary>
    public static ValType ReadRefType(ref WasmReader reader, WasmFeatures features, string what = "reference type")
    {
        long at = reader.Offset;
        byte code = reader.PeekByte();
        if (code is 0x63 or 0x64)
        {
            reader.Skip(1);
            Require(at, features, WasmFeatures.FunctionReferences, "a typed reference");
            return ValType.Ref(ReadHeapType(ref reader, features), nullable: code == 0x63);
        }

        if (!IsAbstractHeapType(code))
        {
            WasmErrors.Malformed(at, $"malformed {what} 0x{code:x2}");
        }

        return ValType.Ref(ReadHeapType(ref reader, features), nullable: true);
    }

    /// <summary>A heap type: an abstract one, or a type index.</summary>
    public static HeapType ReadHeapType(ref WasmReader reader, WasmFeatures features)
    {
        long at = reader.Offset;
        byte code = reader.PeekByte();
        if (IsAbstractHeapType(code))
        {
            reader.Skip(1);
            var kind = (HeapKind)code;
            switch (kind)
            {
                case HeapKind.Func:
                    break;
                case HeapKind.Extern:
                    Require(at, features, WasmFeatures.ReferenceTypes, "externref");
                    break;
                case HeapKind.Exn or HeapKind.NoExn:
                    Require(at, features, WasmFeatures.Exceptions, "exnref");
                    break;
                default:
                    Require(at, features, WasmFeatures.Gc, $"the heap type {HeapType.Of(kind)}");
                    break;
            }

            return HeapType.Of(kind);
        }

        long index = reader.ReadVarS33();
        if (index < 0)
        {
            WasmErrors.Malformed(at, $"malformed heap type {index}");
        }

        Require(at, features, WasmFeatures.FunctionReferences, "a reference to a type");
        if (index >= WasmLimits.Types)
        {
            WasmErrors.Invalid(at, $"unknown type {index}");
        }

        return HeapType.Concrete((int)index);
    }

    /// <summary>A storage type: a value type, i8 or i16.</summary>
    public static ValType ReadStorageType(ref WasmReader reader, WasmFeatures features)
    {
        byte code = reader.PeekByte();
        if (code is (byte)ValKind.I8 or (byte)ValKind.I16)
        {
            reader.Skip(1);
            return code == (byte)ValKind.I8 ? ValType.I8 : ValType.I16;
        }

        return ReadValType(ref reader, features);
    }

    /// <summary>A block type: empty (0x40), a value type, or a type index as s33.</summary>
    public static BlockType ReadBlockType(ref WasmReader reader, WasmFeatures features)
    {
        byte code = reader.PeekByte();
        if (code == 0x40)
        {
            reader.Skip(1);
            return BlockType.Empty;
        }

        if ((code & 0xc0) == 0x40)
        {
            return BlockType.Of(ReadValType(ref reader, features));
        }

        long at = reader.Offset;
        long index = reader.ReadVarS33();
        if (index < 0)
        {
            WasmErrors.Malformed(at, "malformed block type");
        }

        Require(at, features, WasmFeatures.MultiValue, "a block with a function type");
        if (index >= WasmLimits.Types)
        {
            WasmErrors.Invalid(at, $"unknown type {index}");
        }

        return BlockType.OfType((int)index);
    }

    /// <summary>Parameters and results, without the 0x60 in front.</summary>
    public static FuncType ReadFuncType(ref WasmReader reader, WasmFeatures features)
    {
        ValType[] parameters = ReadValTypes(ref reader, features, WasmLimits.Parameters, "parameters");
        ValType[] results = ReadValTypes(ref reader, features, WasmLimits.Results, "results");
        return parameters.Length + results.Length == 0 ? FuncType.Empty : new FuncType(parameters, results);
    }

    /// <summary>Limits; <paramref name="forMemory"/> says whether sharing and a page size may be given.</summary>
    public static Limits ReadLimits(ref WasmReader reader, WasmFeatures features, bool forMemory, out bool hasPageSize)
    {
        long at = reader.Offset;
        byte flags = reader.ReadByte();
        int known = forMemory ? 0xf : 0x5;
        if ((flags & ~known) != 0)
        {
            WasmErrors.Malformed(at, $"malformed limits flags 0x{flags:x2}");
        }

        bool shared = (flags & 2) != 0, is64 = (flags & 4) != 0;
        hasPageSize = (flags & 8) != 0;
        if (shared)
        {
            Require(at, features, WasmFeatures.Threads, "a shared memory");
        }

        if (is64)
        {
            Require(at, features, WasmFeatures.Memory64, "a 64-bit memory or table");
        }

        if (hasPageSize)
        {
            Require(at, features, WasmFeatures.CustomPageSizes, "a custom page size");
        }

        // With memory64 all limits are 64 bits wide in the format; what a 32-bit object may ask for is a matter of validation.
        bool isWide = (features & WasmFeatures.Memory64) != 0;
        ulong minimum = isWide ? reader.ReadVarU64() : reader.ReadVarU32();
        ulong? maximum = (flags & 1) == 0 ? null : isWide ? reader.ReadVarU64() : reader.ReadVarU32();
        return new Limits(minimum, maximum, is64, shared);
    }

    public static MemoryType ReadMemoryType(ref WasmReader reader, WasmFeatures features)
    {
        Limits limits = ReadLimits(ref reader, features, forMemory: true, out bool hasPageSize);
        if (!hasPageSize)
        {
            return new MemoryType(limits);
        }

        long at = reader.Offset;
        uint log2 = reader.ReadVarU32();
        if (log2 > 63)
        {
            WasmErrors.Malformed(at, $"invalid custom page size 2^{log2}");
        }

        return new MemoryType(limits, (int)log2) { IsPageSizeWritten = true };
    }

    public static TableType ReadTableType(ref WasmReader reader, WasmFeatures features)
    {
        ValType element = ReadRefType(ref reader, features);
        return new TableType(element, ReadLimits(ref reader, features, forMemory: false, out _));
    }

    public static GlobalType ReadGlobalType(ref WasmReader reader, WasmFeatures features)
    {
        ValType type = ReadValType(ref reader, features);
        return new GlobalType(type, ReadMutability(ref reader));
    }

    public static TagType ReadTagType(ref WasmReader reader, WasmFeatures features)
    {
        long at = reader.Offset;
        Require(at, features, WasmFeatures.Exceptions, "a tag");
        byte attribute = reader.ReadByte();
        if (attribute != 0)
        {
            WasmErrors.Malformed(at, $"malformed tag attribute 0x{attribute:x2}");
        }

        return new TagType(ReadIndex(ref reader, "type"));
    }

    /// <summary>The kind and type of an import.</summary>
    public static ExternType ReadExternType(ref WasmReader reader, WasmFeatures features)
    {
        long at = reader.Offset;
        byte kind = reader.ReadByte();
        switch ((ExternKind)kind)
        {
            case ExternKind.Function:
                return ExternType.Function(ReadIndex(ref reader, "type"));
            case ExternKind.Table:
                return ExternType.Of(ReadTableType(ref reader, features));
            case ExternKind.Memory:
                return ExternType.Of(ReadMemoryType(ref reader, features));
            case ExternKind.Global:
                return ExternType.Of(ReadGlobalType(ref reader, features));
            case ExternKind.Tag:
                return ExternType.Tag(ReadTagType(ref reader, features).TypeIndex);
            default:
                WasmErrors.Malformed(at, $"malformed import kind 0x{kind:x2}");
                return default;
        }
    }

    /// <summary>
    /// An index as int; one that does not fit is above every limit and therefore unknown (<c>Component.Invalid</c>).
    /// </summary>
    public static int ReadIndex(ref WasmReader reader, string what)
    {
        long at = reader.Offset;
        uint index = reader.ReadVarU32();
        if (index > int.MaxValue)
        {
            WasmErrors.Invalid(at, $"unknown {what} {index}");
        }

        return (int)index;
    }

    private static bool IsAbstractHeapType(byte code) => code is >= (byte)HeapKind.Exn and <= (byte)HeapKind.NoExn;

    private static bool ReadMutability(ref WasmReader reader)
    {
        long at = reader.Offset;
        byte mutability = reader.ReadByte();
        if (mutability > 1)
        {
            WasmErrors.Malformed(at, $"malformed mutability 0x{mutability:x2}");
        }

        return mutability == 1;
    }

    private static ValType[] ReadValTypes(ref WasmReader reader, WasmFeatures features, int limit, string what)
    {
        int count = reader.ReadCount(limit, what);
        if (count == 0)
        {
            return [];
        }

        var types = new ValType[count];
        for (int i = 0; i < count; i++)
        {
            types[i] = ReadValType(ref reader, features);
        }

        return types;
    }

    private static void Require(long at, WasmFeatures features, WasmFeatures needed, string what)
    {
        if ((features & needed) == 0)
        {
            WasmErrors.NotSupported(at, what, needed.ToString());
        }
    }
}
