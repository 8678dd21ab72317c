using Compose.Runtime.Abi;
using Compose.Wasm.Core;

namespace Compose.Runtime.Fusion;

/// <summary>Translation of values, by type: lifting one side's form and lowering into the other's in one step.</summary>
internal sealed partial class AdapterCompiler
{
    // Types with more parts than this get a function of their own when they lie in memory on both sides, so that a type
    // used in many places does not multiply the code.
    private const int OutlineAbove = 24;

    private List<int> _lent = [];

    private void Translate(AdapterCode code, AdapterDirection way, AbiType type, Place source, Place target, int depth)
    {
        if (!source.IsFlat && !target.IsFlat && depth > 0 && type.Parts > OutlineAbove)
        {
            int helper = Outline(way, type);
            Address(code, source, way.Source.Is64);
            Address(code, target, way.Target.Is64);
            code.Call(helper);
            return;
        }

        switch (type.Kind)
        {
            case AbiKind.Record or AbiKind.Tuple:
                TranslateRecord(code, way, type, source, target, depth);
                return;
            case AbiKind.FixedList:
                TranslateFixed(code, way, type, source, target, depth);
                return;
            case AbiKind.Variant or AbiKind.Enum or AbiKind.Option or AbiKind.Result:
                TranslateVariant(code, way, type, source, target, depth);
                return;
            case AbiKind.String:
                TranslateString(code, way, source, target);
                return;
            case AbiKind.List or AbiKind.Map:
                TranslateList(code, way, type.Element!, source, target, depth);
                return;
            default:
                TranslateScalar(code, way, type, source, target);
                return;
        }
    }

    private int Outline(AdapterDirection way, AbiType type)
    {
        if (way.Outlined.TryGetValue(type, out int known))
        {
            return known;
        }

        var code = new AdapterCode([way.Source.Pointer, way.Target.Pointer]);
        _helpers.Add(code);
        int index = _functionImports + _helpers.Count;
        way.Outlined.Add(type, index);
        Translate(code, way, type, Place.Memory(0, 0), Place.Memory(1, 0), 0);
        return index;
    }

    private static void Address(AdapterCode code, Place place, bool is64)
    {
        code.Get(place.Address);
        if (place.Offset != 0)
        {
            code.Pointer(is64, place.Offset);
            code.Op(is64 ? Opcode.I64Add : Opcode.I32Add);
        }
    }

    private void TranslateRecord(AdapterCode code, AdapterDirection way, AbiType type, Place source, Place target, int depth)
    {
        AbiLayout from = type.Layout(way.Source.Is64);
        AbiLayout to = type.Layout(way.Target.Is64);
        int sourceFlat = 0;
        int targetFlat = 0;
        for (int i = 0; i < type.Fields.Length; i++)
        {
            AbiType field = type.Fields[i].Type!;
            Translate(code, way, field, source.Part(sourceFlat, from.Offsets[i]), target.Part(targetFlat, to.Offsets[i]), depth + 1);
            sourceFlat += field.Flat(way.Source.Is64).Length;
            targetFlat += field.Flat(way.Target.Is64).Length;
        }
    }

    private void TranslateFixed(AdapterCode code, AdapterDirection way, AbiType type, Place source, Place target, int depth)
    {
        AbiType element = type.Element!;
        if (!source.IsFlat && !target.IsFlat)
        {
            int from = code.Rent(way.Source.Pointer);
            int to = code.Rent(way.Target.Pointer);
            int count = code.Rent(FlatKind.I32);
            Address(code, source, way.Source.Is64);
            code.Set(from);
            Address(code, target, way.Target.Is64);
            code.Set(to);
            code.I32(type.Length);
            code.Set(count);
            CopyElements(code, way, element, from, to, count, depth);
            code.Return(from);
            code.Return(to);
            code.Return(count);
            return;
        }

        int sourceFlat = element.Flat(way.Source.Is64).Length;
        int targetFlat = element.Flat(way.Target.Is64).Length;
        uint sourceSize = element.Layout(way.Source.Is64).Size;
        uint targetSize = element.Layout(way.Target.Is64).Size;
        for (uint i = 0; i < type.Length; i++)
        {
            Translate(
                code,
                way,
                element,
                source.Part((int)i * sourceFlat, i * sourceSize),
                target.Part((int)i * targetFlat, i * targetSize),
                depth + 1);
        }
    }

    private void TranslateVariant(AdapterCode code, AdapterDirection way, AbiType type, Place source, Place target, int depth)
    {
        int tag = code.Rent(FlatKind.I32);
        if (source.IsFlat)
        {
            PushFlat(code, source.Local(0), FlatKind.I32);
        }
        else
        {
            code.Get(source.Address);
            code.Memory(LoadUnsigned(type.TagSize), Use(way.SourceMemory), Log2(type.TagSize), source.Offset);
        }

        code.Tee(tag);
        code.I32((uint)type.Fields.Length);
        code.Op(Opcode.I32GeU);
        TrapIf(code, AdapterTrap.InvalidDiscriminant);
        if (target.IsFlat)
        {
            code.Get(tag);
            SetFlat(code, target.Local(0), FlatKind.I32);
        }
        else
        {
            code.Get(target.Address);
            code.Get(tag);
            code.Memory(StoreOf(type.TagSize), Use(way.TargetMemory), Log2(type.TagSize), target.Offset);
        }

        Place from = source.Part(1, type.Layout(way.Source.Is64).PayloadOffset);
        Place to = target.Part(1, type.Layout(way.Target.Is64).PayloadOffset);
        TranslatePayload(code, way, type, tag, from, to, depth);
        code.Return(tag);
    }

    private void TranslatePayload(AdapterCode code, AdapterDirection way, AbiType type, int tag, Place from, Place to, int depth)
    {
        int payloads = 0;
        var labels = new int[type.Fields.Length];
        foreach (AbiField item in type.Fields)
        {
            payloads += item.Type is null ? 0 : 1;
        }

        if (payloads == 0)
        {
            return;
        }

        // Blocks nest with the first payload's end innermost; a case without payload branches past them all.
        int next = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = type.Fields[i].Type is null ? payloads : next++;
        }

        code.Block();
        for (int i = 0; i < payloads; i++)
        {
            code.Block();
        }

        code.Get(tag);
        code.BrTable(labels);
        int remaining = payloads;
        foreach (AbiField item in type.Fields)
        {
            if (item.Type is not { } payload)
            {
                continue;
            }

            code.End();
            remaining--;
            Translate(code, way, payload, from, to, depth + 1);
            code.Br(remaining);
        }

        code.End();
    }

    private void TranslateScalar(AdapterCode code, AdapterDirection way, AbiType type, Place source, Place target)
    {
        FlatKind kind = type.Flat(false)[0];
        if (!target.IsFlat)
        {
            code.Get(target.Address);
        }

        uint size = type.Layout(false).Size;
        if (source.IsFlat)
        {
            PushFlat(code, source.Local(0), kind);
        }
        else
        {
            code.Get(source.Address);
            code.Memory(LoadOf(type, kind, size), Use(way.SourceMemory), Log2(size), source.Offset);
        }

        Normalize(code, way, type, source);
        if (target.IsFlat)
        {
            SetFlat(code, target.Local(0), kind);
        }
        else
        {
            Opcode store = kind switch
            {
                FlatKind.F32 => Opcode.F32Store,
                FlatKind.F64 => Opcode.F64Store,
                FlatKind.I64 => Opcode.I64Store,
                _ => StoreOf(size),
            };
            code.Memory(store, Use(way.TargetMemory), Log2(size), target.Offset);
        }
    }

    /// <summary>Makes the raw value on the stack one of its type, or traps (lift, then lower).</summary>
    private void Normalize(AdapterCode code, AdapterDirection way, AbiType type, Place source)
    {
        switch (type.Kind)
        {
            case AbiKind.Bool:
                code.I32(0);
                code.Op(Opcode.I32Ne);
                return;
            case AbiKind.S8 when source.IsFlat:
                code.Op(Opcode.I32Extend8S);
                return;
            case AbiKind.S16 when source.IsFlat:
                code.Op(Opcode.I32Extend16S);
                return;
            case AbiKind.U8 when source.IsFlat:
                code.I32(0xff);
                code.Op(Opcode.I32And);
                return;
            case AbiKind.U16 when source.IsFlat:
                code.I32(0xffff);
                code.Op(Opcode.I32And);
                return;
            case AbiKind.F32:
                CanonicalNaN(code, FlatKind.F32, Opcode.F32Eq);
                return;
            case AbiKind.F64:
                CanonicalNaN(code, FlatKind.F64, Opcode.F64Eq);
                return;
            case AbiKind.Char:
                CheckChar(code);
                return;
            case AbiKind.Flags when type.FlagsMask != uint.MaxValue:
                code.I32(type.FlagsMask);
                code.Op(Opcode.I32And);
                return;
            case AbiKind.Own:
                code.I32((uint)type.ResourceSlot);
                code.Call(Use(way.Own));
                return;
            case AbiKind.Borrow:
                code.I32((uint)type.ResourceSlot);
                code.Call(Use(source.IsFlat && _lent.Contains(source.Local(0)) ? AdapterImport.Lend : AdapterImport.Borrow));
                return;
        }
    }

    private static void CanonicalNaN(AdapterCode code, FlatKind kind, Opcode equal)
    {
        int value = code.Rent(kind);
        code.Tee(value);
        if (kind == FlatKind.F32)
        {
            code.F32(0x7fc00000);
        }
        else
        {
            code.F64(0x7ff8000000000000);
        }

        code.Get(value);
        code.Get(value);
        code.Op(equal);
        code.Op(Opcode.Select);
        code.Return(value);
    }

    private void CheckChar(AdapterCode code)
    {
        int value = code.Rent(FlatKind.I32);
        code.Tee(value);
        code.I32(0x110000);
        code.Op(Opcode.I32GeU);
        code.Get(value);
        code.I32(0xd800);
        code.Op(Opcode.I32Sub);
        code.I32(0x800);
        code.Op(Opcode.I32LtU);
        code.Op(Opcode.I32Or);
        TrapIf(code, AdapterTrap.InvalidChar);
        code.Get(value);
        code.Return(value);
    }

    /// <summary>Pushes a flat local, undoing the join that its type may have gone through.</summary>
    private static void PushFlat(AdapterCode code, int local, FlatKind want)
    {
        code.Get(local);
        switch (code.KindOf(local), want)
        {
            case (FlatKind.I32, FlatKind.F32):
                code.Op(Opcode.F32ReinterpretI32);
                return;
            case (FlatKind.I64, FlatKind.I32):
                code.Op(Opcode.I32WrapI64);
                return;
            case (FlatKind.I64, FlatKind.F32):
                code.Op(Opcode.I32WrapI64);
                code.Op(Opcode.F32ReinterpretI32);
                return;
            case (FlatKind.I64, FlatKind.F64):
                code.Op(Opcode.F64ReinterpretI64);
                return;
        }
    }

    /// <summary>Pops into a flat local, joining to its type.</summary>
    private static void SetFlat(AdapterCode code, int local, FlatKind have)
    {
        switch (have, code.KindOf(local))
        {
            case (FlatKind.F32, FlatKind.I32):
                code.Op(Opcode.I32ReinterpretF32);
                break;
            case (FlatKind.I32, FlatKind.I64):
                code.Op(Opcode.I64ExtendI32U);
                break;
            case (FlatKind.F32, FlatKind.I64):
                code.Op(Opcode.I32ReinterpretF32);
                code.Op(Opcode.I64ExtendI32U);
                break;
            case (FlatKind.F64, FlatKind.I64):
                code.Op(Opcode.I64ReinterpretF64);
                break;
        }

        code.Set(local);
    }

    private static uint Log2(uint size) => (uint)System.Numerics.BitOperations.Log2(size);

    private static Opcode LoadUnsigned(uint size) => size switch
    {
        1 => Opcode.I32Load8U,
        2 => Opcode.I32Load16U,
        _ => Opcode.I32Load,
    };

    private static Opcode LoadOf(AbiType type, FlatKind kind, uint size) => kind switch
    {
        FlatKind.F32 => Opcode.F32Load,
        FlatKind.F64 => Opcode.F64Load,
        FlatKind.I64 => Opcode.I64Load,
        _ when type.Kind == AbiKind.S8 => Opcode.I32Load8S,
        _ when type.Kind == AbiKind.S16 => Opcode.I32Load16S,
        _ => LoadUnsigned(size),
    };

    private static Opcode StoreOf(uint size) => size switch
    {
        1 => Opcode.I32Store8,
        2 => Opcode.I32Store16,
        _ => Opcode.I32Store,
    };
}
