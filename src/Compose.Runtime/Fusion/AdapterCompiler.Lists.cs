using Compose.Runtime.Abi;
using Compose.Wasm.Core;
using StringEncoding = Compose.Wasm.Components.StringEncoding;

namespace Compose.Runtime.Fusion;

/// <summary>Strings and lists: what lies behind a pointer and a length.</summary>
internal sealed partial class AdapterCompiler
{
    private void TranslateString(AdapterCode code, AdapterDirection way, Place source, Place target)
    {
        int pointer = code.Rent(way.Source.Pointer);
        int length = code.Rent(way.Source.Pointer);
        LoadPair(code, way, source, pointer, length);
        bool copies = way.Source.Encoding == way.Target.Encoding && way.Source.Encoding != StringEncoding.Latin1OrUtf16;
        int bytes = code.Rent(FlatKind.I64);
        int result = code.Rent(way.Target.Pointer);
        int resultLength = code.Rent(way.Target.Pointer);
        if (copies)
        {
            bool wide = way.Source.Encoding == StringEncoding.Utf16;
            CheckLength(code, length, way.Source.Is64, CanonicalOptions.MaxByteLength >> (wide ? 1 : 0));
            CheckAligned(code, pointer, way.Source.Is64, wide ? 2u : 1u, AdapterTrap.UnalignedPointer);
            Widened(code, length, way.Source.Is64);
            if (wide)
            {
                code.I64(1);
                code.Op(Opcode.I64Shl);
            }

            code.Set(bytes);
            CheckBounds(code, way.SourceMemory, way.Source.Is64, pointer, bytes, AdapterTrap.StringOutOfBounds);
            Reallocate(code, way, wide ? 2u : 1u, bytes, result);
            code.Get(pointer);
            code.Get(bytes);
            code.Get(result);
            code.Call(TextCopy(way, isUtf8: !wide));
            Widened(code, length, way.Source.Is64);
        }
        else
        {
            Widened(code, pointer, way.Source.Is64);
            Widened(code, length, way.Source.Is64);
            code.Call(Use(way.MeasureString));
            code.Set(bytes);
            Reallocate(code, way, way.Target.Encoding == StringEncoding.Utf8 ? 1u : 2u, bytes, result);
            Widened(code, pointer, way.Source.Is64);
            Widened(code, length, way.Source.Is64);
            Widened(code, result, way.Target.Is64);
            code.Get(bytes);
            code.Call(Use(way.TranscodeString));
        }

        if (!way.Target.Is64)
        {
            code.Op(Opcode.I32WrapI64);
        }

        code.Set(resultLength);
        StorePair(code, way, target, result, resultLength);
        code.Return(pointer);
        code.Return(length);
        code.Return(bytes);
        code.Return(result);
        code.Return(resultLength);
    }

    /// <summary>
    /// The helper that copies a string: (source, bytes, target), all checked. Up to 16 bytes of ASCII go through two
    /// overlapping loads and stores; the rest is the host's, which validates.
    /// </summary>
    private int TextCopy(AdapterDirection way, bool isUtf8)
    {
        if (way.TextCopy >= 0)
        {
            return way.TextCopy;
        }

        var code = new AdapterCode([way.Source.Pointer, FlatKind.I64, way.Target.Pointer]);
        _helpers.Add(code);
        way.TextCopy = _functionImports + _helpers.Count;
        if (isUtf8)
        {
            code.Block();
            code.Get(1);
            code.I64(16);
            code.Op(Opcode.I64GtU);
            code.BrIf(0);
            CopyShort(code, way, 8, Opcode.I64Load, Opcode.I64Store, FlatKind.I64);
            CopyShort(code, way, 4, Opcode.I32Load, Opcode.I32Store, FlatKind.I32);
            CopyShort(code, way, 2, Opcode.I32Load16U, Opcode.I32Store16, FlatKind.I32);
            CopyShort(code, way, 1, Opcode.I32Load8U, Opcode.I32Store8, FlatKind.I32);
            code.Op(Opcode.Return);
            code.End();
        }

        Widened(code, 0, way.Source.Is64);
        code.Get(1);
        Widened(code, 2, way.Target.Is64);
        code.Call(Use(way.CopyString));
        return way.TextCopy;
    }

    /// <summary>
    /// Where there are at least <paramref name="size"/> bytes: copies and returns if they are ASCII, else leaves the
    /// enclosing block.
    /// </summary>
    private void CopyShort(AdapterCode code, AdapterDirection way, uint size, Opcode load, Opcode store, FlatKind kind)
    {
        int front = code.Rent(kind);
        int back = code.Rent(kind);
        code.Get(1);
        code.I64(size);
        code.Op(Opcode.I64GeU);
        code.If();
        code.Get(0);
        code.Memory(load, Use(way.SourceMemory), 0, 0);
        code.Tee(front);
        LastAddress(code, 0, way.Source.Is64, size);
        code.Memory(load, Use(way.SourceMemory), 0, 0);
        code.Tee(back);
        if (kind == FlatKind.I64)
        {
            code.Op(Opcode.I64Or);
            code.I64(0x8080808080808080);
            code.Op(Opcode.I64And);
            code.Op(Opcode.I64Eqz);
        }
        else
        {
            code.Op(Opcode.I32Or);
            code.I32(0x80808080);
            code.Op(Opcode.I32And);
            code.Op(Opcode.I32Eqz);
        }

        code.If();
        code.Get(2);
        code.Get(front);
        code.Memory(store, Use(way.TargetMemory), 0, 0);
        LastAddress(code, 2, way.Target.Is64, size);
        code.Get(back);
        code.Memory(store, Use(way.TargetMemory), 0, 0);
        code.Op(Opcode.Return);
        code.End();
        code.Br(1);
        code.End();
        code.Return(front);
        code.Return(back);
    }

    /// <summary>Pushes pointer + bytes - size.</summary>
    private static void LastAddress(AdapterCode code, int pointer, bool is64, uint size)
    {
        code.Get(pointer);
        code.Get(1);
        if (is64)
        {
            code.Op(Opcode.I64Add);
            code.I64(size);
            code.Op(Opcode.I64Sub);
            return;
        }

        code.Op(Opcode.I32WrapI64);
        code.Op(Opcode.I32Add);
        code.I32(size);
        code.Op(Opcode.I32Sub);
    }

    private void TranslateList(AdapterCode code, AdapterDirection way, AbiType element, Place source, Place target, int depth)
    {
        AbiLayout from = element.Layout(way.Source.Is64);
        AbiLayout to = element.Layout(way.Target.Is64);
        int pointer = code.Rent(way.Source.Pointer);
        int length = code.Rent(way.Source.Pointer);
        LoadPair(code, way, source, pointer, length);
        CheckLength(code, length, way.Source.Is64, CanonicalOptions.MaxByteLength / from.Size);
        CheckAligned(code, pointer, way.Source.Is64, from.Alignment, AdapterTrap.UnalignedPointer);
        int bytes = code.Rent(FlatKind.I64);
        Scaled(code, length, way.Source.Is64, from.Size, bytes);
        CheckBounds(code, way.SourceMemory, way.Source.Is64, pointer, bytes, AdapterTrap.ListOutOfBounds);
        if (to.Size != from.Size)
        {
            Scaled(code, length, way.Source.Is64, to.Size, bytes);
        }

        int result = code.Rent(way.Target.Pointer);
        Reallocate(code, way, to.Alignment, bytes, result);
        if (element.IsPlain && from.Size == to.Size)
        {
            CopyBytes(code, way, pointer, result, bytes);
        }
        else
        {
            int start = code.Rent(way.Target.Pointer);
            int count = code.Rent(FlatKind.I32);
            code.Get(result);
            code.Set(start);
            code.Get(length);
            if (way.Source.Is64)
            {
                code.Op(Opcode.I32WrapI64);
            }

            code.Set(count);
            CopyElements(code, way, element, pointer, start, count, depth);
            code.Return(start);
            code.Return(count);
        }

        int resultLength = code.Rent(way.Target.Pointer);
        Widened(code, length, way.Source.Is64);
        if (!way.Target.Is64)
        {
            code.Op(Opcode.I32WrapI64);
        }

        code.Set(resultLength);
        StorePair(code, way, target, result, resultLength);
        code.Return(resultLength);
        code.Return(result);
        code.Return(bytes);
        code.Return(pointer);
        code.Return(length);
    }

    private void CopyBytes(AdapterCode code, AdapterDirection way, int pointer, int result, int bytes)
    {
        code.Get(result);
        code.Get(pointer);
        code.Get(bytes);

        // The length has the smaller of the two address types.
        if (!way.Source.Is64 || !way.Target.Is64)
        {
            code.Op(Opcode.I32WrapI64);
        }

        code.MemoryCopy(Use(way.TargetMemory), Use(way.SourceMemory));
    }

    /// <summary>Translates elements one by one; uses the pointers and the count up.</summary>
    private void CopyElements(AdapterCode code, AdapterDirection way, AbiType element, int from, int to, int count, int depth)
    {
        code.Block();
        code.Get(count);
        code.Op(Opcode.I32Eqz);
        code.BrIf(0);
        code.Loop();
        Translate(code, way, element, Place.Memory(from, 0), Place.Memory(to, 0), depth + 1);
        Advance(code, from, way.Source.Is64, element.Layout(way.Source.Is64).Size);
        Advance(code, to, way.Target.Is64, element.Layout(way.Target.Is64).Size);
        code.Get(count);
        code.I32(1);
        code.Op(Opcode.I32Sub);
        code.Tee(count);
        code.BrIf(0);
        code.End();
        code.End();
    }

    private static void Advance(AdapterCode code, int local, bool is64, uint by)
    {
        code.Get(local);
        code.Pointer(is64, by);
        code.Op(is64 ? Opcode.I64Add : Opcode.I32Add);
        code.Set(local);
    }

    private static void Scaled(AdapterCode code, int length, bool is64, uint size, int bytes)
    {
        Widened(code, length, is64);
        if (size != 1)
        {
            code.I64(size);
            code.Op(Opcode.I64Mul);
        }

        code.Set(bytes);
    }

    private void CheckLength(AdapterCode code, int length, bool is64, uint maximum)
    {
        code.Get(length);
        code.Pointer(is64, maximum);
        code.Op(is64 ? Opcode.I64GtU : Opcode.I32GtU);
        TrapIf(code, AdapterTrap.TooLong);
    }

    private void LoadPair(AdapterCode code, AdapterDirection way, Place source, int pointer, int length)
    {
        if (source.IsFlat)
        {
            PushFlat(code, source.Local(0), way.Source.Pointer);
            code.Set(pointer);
            PushFlat(code, source.Local(1), way.Source.Pointer);
            code.Set(length);
            return;
        }

        uint size = way.Source.PointerSize;
        Opcode load = way.Source.Is64 ? Opcode.I64Load : Opcode.I32Load;
        int memory = Use(way.SourceMemory);
        code.Get(source.Address);
        code.Memory(load, memory, Log2(size), source.Offset);
        code.Set(pointer);
        code.Get(source.Address);
        code.Memory(load, memory, Log2(size), source.Offset + size);
        code.Set(length);
    }

    private void StorePair(AdapterCode code, AdapterDirection way, Place target, int pointer, int length)
    {
        if (target.IsFlat)
        {
            code.Get(pointer);
            SetFlat(code, target.Local(0), way.Target.Pointer);
            code.Get(length);
            SetFlat(code, target.Local(1), way.Target.Pointer);
            return;
        }

        uint size = way.Target.PointerSize;
        Opcode store = way.Target.Is64 ? Opcode.I64Store : Opcode.I32Store;
        int memory = Use(way.TargetMemory);
        code.Get(target.Address);
        code.Get(pointer);
        code.Memory(store, memory, Log2(size), target.Offset);
        code.Get(target.Address);
        code.Get(length);
        code.Memory(store, memory, Log2(size), target.Offset + size);
    }

    private int Allocate(AdapterCode code, AdapterDirection way, AbiLayout layout)
    {
        int bytes = code.Rent(FlatKind.I64);
        int pointer = code.Declare(way.Target.Pointer);
        code.I64(layout.Size);
        code.Set(bytes);
        Reallocate(code, way, layout.Alignment, bytes, pointer);
        code.Return(bytes);
        return pointer;
    }

    /// <summary>
    /// Calls the target's realloc for as many new bytes as the i64 local says, and checks what it returns. The instance is
    /// not free to leave (<see cref="Guard"/>).
    /// </summary>
    private void Reallocate(AdapterCode code, AdapterDirection way, uint alignment, int bytes, int result)
    {
        bool is64 = way.Target.Is64;
        code.Pointer(is64, 0);
        code.Pointer(is64, 0);
        code.Pointer(is64, alignment);
        code.Get(bytes);
        if (!is64)
        {
            code.Op(Opcode.I32WrapI64);
        }

        code.Call(Use(way.Realloc));
        code.Set(result);
        CheckAligned(code, result, is64, alignment, AdapterTrap.ReallocUnaligned);
        CheckBounds(code, way.TargetMemory, is64, result, bytes, AdapterTrap.ReallocOutOfBounds);
    }
}
