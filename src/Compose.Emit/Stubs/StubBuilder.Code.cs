using Compose.Emit.Shapes;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Emit.Stubs;

/// <content>Pieces of core code: dropping what is given, clocks, poll, realloc, constants.</content>
internal sealed partial class StubBuilder
{
    /// <summary>The core function that makes a handle of the resource.</summary>
    private int NewOf(ImportUnit import, ResourceId resource)
    {
        var key = KeyOf(import, resource);
        if (!_news.TryGetValue(key, out int function))
        {
            function = CoreImport(_component.ResourceNew(_resourceTypes[key]), s_unary);
            _news.Add(key, function);
        }

        return function;
    }

    /// <summary>
    /// Whether every borrowed handle among the parameters can be given back: one that is left at the end of a call
    /// traps. Borrows of the component's own resources arrive as representations, not as handles.
    /// </summary>
    private bool CanDropAll(MergedMember member, ComponentFuncType type)
    {
        bool spilled = IsSpilled(type);
        foreach (var parameter in type.Parameters)
        {
            if (!parameter.Type.ContainsBorrow)
            {
                continue;
            }

            bool plain = HandleOf(parameter.Type) is not null;
            foreach (var resource in ResourceWalk.In(parameter.Type))
            {
                if (!IsOwn(KeyOf(member.Origin, resource)) && (spilled || !plain))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The handle that a parameter is, or is optionally.</summary>
    private static HandleType? HandleOf(ComponentValueType type) => type switch
    {
        HandleType handle => handle,
        OptionType { Some: HandleType handle } => handle,
        _ => null,
    };

    private bool IsDropped(MergedMember member, HandleType handle) =>
        handle is OwnType || !IsOwn(KeyOf(member.Origin, handle.Resource.Id));

    private void DeclareDrops(MergedMember member, ComponentFuncType type)
    {
        if (IsSpilled(type))
        {
            return;
        }

        foreach (var parameter in type.Parameters)
        {
            if (HandleOf(parameter.Type) is { } handle && IsDropped(member, handle))
            {
                var key = KeyOf(member.Origin, handle.Resource.Id);
                if (!_drops.ContainsKey(key))
                {
                    _drops.Add(key, CoreImport(_component.ResourceDrop(_resourceTypes[key]), s_consumer));
                }
            }
        }
    }

    private void WriteDrops(CodeWriter code, MergedMember member, ComponentFuncType type)
    {
        if (IsSpilled(type))
        {
            return;
        }

        int local = 0;
        foreach (var parameter in type.Parameters)
        {
            if (HandleOf(parameter.Type) is { } handle && IsDropped(member, handle))
            {
                int drop = _drops[KeyOf(member.Origin, handle.Resource.Id)];
                if (parameter.Type is OptionType)
                {
                    code.LocalGet(local).If().LocalGet(local + 1).Call(drop).End();
                }
                else
                {
                    code.LocalGet(local).Call(drop);
                }
            }

            local += parameter.Type.Flatten(false)!.Count;
        }
    }

    /// <summary>
    /// Writes the numbers 0, 1, … over the list of handles, which is the answer that all are ready. Traps for an empty
    /// list, as the interface says. Parameters: the list's address 0 and length 1.
    /// </summary>
    private static void WritePollAll(FunctionBuilder function, int area)
    {
        int i = function.AddLocal(ValType.I32);
        var code = function.Code;
        code.LocalGet(1).Op(Opcode.I32Eqz).If().Unreachable().End();
        code.Loop();
        code.LocalGet(0).LocalGet(i).I32Const(4).Op(Opcode.I32Mul).Op(Opcode.I32Add).LocalGet(i).Access(Opcode.I32Store);
        code.LocalGet(i).I32Const(1).Op(Opcode.I32Add).LocalTee(i).LocalGet(1).Op(Opcode.I32LtU).BrIf(0);
        code.End();
        code.I32Const(area).LocalGet(0).Access(Opcode.I32Store);
        code.I32Const(area).LocalGet(1).Access(Opcode.I32Store, offset: 4);
    }

    /// <summary>clock := clock + parameter, or the greatest time if that overflows.</summary>
    private static void WriteClockAdvance(CodeWriter code, int clock) => code
        .I64Const(-1)
        .GlobalGet(clock).LocalGet(0).Op(Opcode.I64Add)
        .GlobalGet(clock).LocalGet(0).Op(Opcode.I64Add).GlobalGet(clock).Op(Opcode.I64LtU)
        .Select().GlobalSet(clock);

    /// <summary>clock := the greater of clock and parameter.</summary>
    private static void WriteClockReach(CodeWriter code, int clock) => code
        .GlobalGet(clock).LocalGet(0)
        .GlobalGet(clock).LocalGet(0).Op(Opcode.I64GtU)
        .Select().GlobalSet(clock);

    /// <summary>
    /// A bump allocator: shrinking keeps the place, growing takes new room and copies. The memory grows as needed;
    /// where it cannot, the call traps. Parameters: old place 0, old size 1, alignment 2, new size 3.
    /// </summary>
    private static void WriteRealloc(FunctionBuilder function, int heap)
    {
        int place = function.AddLocal(ValType.I32);
        var code = function.Code;
        code.LocalGet(3).LocalGet(1).Op(Opcode.I32LeU).If().LocalGet(1).If().LocalGet(0).Return().End().End();

        // place := (heap + alignment - 1) & -alignment; heap := place + new size, which must not wrap around
        code.GlobalGet(heap).LocalGet(2).Op(Opcode.I32Add).I32Const(1).Op(Opcode.I32Sub)
            .I32Const(0).LocalGet(2).Op(Opcode.I32Sub).Op(Opcode.I32And).LocalTee(place)
            .LocalGet(3).Op(Opcode.I32Add).GlobalSet(heap);
        code.GlobalGet(heap).LocalGet(place).Op(Opcode.I32LtU).If().Unreachable().End();

        // Where the memory ends before the heap does, grow by the pages that are missing.
        code.GlobalGet(heap).MemorySize().I32Const(16).Op(Opcode.I32Shl).Op(Opcode.I32GtU).If();
        code.GlobalGet(heap).I32Const(16).Op(Opcode.I32ShrU).I32Const(1).Op(Opcode.I32Add).MemorySize().Op(Opcode.I32Sub)
            .MemoryGrow().I32Const(-1).Op(Opcode.I32Eq).If().Unreachable().End();
        code.End();

        code.LocalGet(place).LocalGet(0).LocalGet(1).MemoryCopy();
        code.LocalGet(place);
    }

    /// <summary>The constant that is the only flat value of a result.</summary>
    private static void WriteDirect(CodeWriter code, ComponentValueType type, Literal value)
    {
        ulong bits = Single(type, value);
        _ = type.Flatten(false)![0] switch
        {
            FlatType.I32 => code.I32Const((int)(uint)bits),
            FlatType.I64 => code.I64Const((long)bits),
            FlatType.F32 => code.F32Const((uint)bits),
            _ => code.F64Const(bits),
        };
    }

    private static ulong Single(ComponentValueType type, Literal value) => type switch
    {
        RecordType record => Single(record.Fields[0].Type, value.Items.Count > 0 ? value.Items[0] : Literal.Zero),
        TupleType tuple => Single(tuple.Elements[0], value.Items.Count > 0 ? value.Items[0] : Literal.Zero),
        _ => value.Bits,
    };
}
