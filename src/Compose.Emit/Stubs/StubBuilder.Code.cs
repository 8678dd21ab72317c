using Compose.Emit.Shapes;
using Compose.Wasm;
using Compose.Wasm.Components;

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
            function = CoreImport(_component.ResourceNew(_resourceTypes[key]), [CoreModuleBuilder.I32], [CoreModuleBuilder.I32]);
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
                    _drops.Add(key, CoreImport(_component.ResourceDrop(_resourceTypes[key]), [CoreModuleBuilder.I32], []));
                }
            }
        }
    }

    private void WriteDrops(WasmWriter code, MergedMember member, ComponentFuncType type)
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
                bool optional = parameter.Type is OptionType;
                if (optional)
                {
                    WriteLocalGet(code, local);
                    code.WriteBytes([0x04, 0x40]);
                }

                WriteLocalGet(code, optional ? local + 1 : local);
                code.WriteByte(0x10);
                code.WriteVarU32(drop);
                if (optional)
                {
                    code.WriteByte(End);
                }
            }

            local += parameter.Type.Flatten(false)!.Count;
        }
    }

    /// <summary>
    /// Writes the numbers 0, 1, … over the list of handles, which is the answer that all are ready. Traps for an empty
    /// list, as the interface says.
    /// </summary>
    private static void WritePollAll(WasmWriter code, int parameters, int area)
    {
        int i = parameters;
        code.WriteBytes([0x01, 0x01, CoreModuleBuilder.I32]);
        WriteLocalGet(code, 1);
        code.WriteBytes([0x45, 0x04, 0x40, Unreachable, End]);
        code.WriteBytes([0x03, 0x40]);
        WriteLocalGet(code, 0);
        WriteLocalGet(code, i);
        code.WriteBytes([0x41, 0x04, 0x6c, 0x6a]);
        WriteLocalGet(code, i);
        code.WriteBytes([0x36, 0x02, 0x00]);
        WriteLocalGet(code, i);
        code.WriteBytes([0x41, 0x01, 0x6a, 0x22]);
        code.WriteVarU32(i);
        WriteLocalGet(code, 1);
        code.WriteBytes([0x49, 0x0d, 0x00, End]);
        WriteConst32(code, area);
        WriteLocalGet(code, 0);
        code.WriteBytes([0x36, 0x02, 0x00]);
        WriteConst32(code, area);
        WriteLocalGet(code, 1);
        code.WriteBytes([0x36, 0x02, 0x04]);
    }

    /// <summary>clock := clock + parameter, or the greatest time if that overflows.</summary>
    private static void WriteClockAdvance(WasmWriter code, int clock)
    {
        code.WriteByte(0x42);
        code.WriteVarS64(-1);
        WriteGlobalGet(code, clock);
        WriteLocalGet(code, 0);
        code.WriteByte(0x7c);
        WriteGlobalGet(code, clock);
        WriteLocalGet(code, 0);
        code.WriteByte(0x7c);
        WriteGlobalGet(code, clock);
        code.WriteBytes([0x54, 0x1b, 0x24]);
        code.WriteVarU32(clock);
    }

    /// <summary>clock := the greater of clock and parameter.</summary>
    private static void WriteClockReach(WasmWriter code, int clock)
    {
        WriteGlobalGet(code, clock);
        WriteLocalGet(code, 0);
        WriteGlobalGet(code, clock);
        WriteLocalGet(code, 0);
        code.WriteBytes([0x56, 0x1b, 0x24]);
        code.WriteVarU32(clock);
    }

    /// <summary>
    /// A bump allocator: shrinking keeps the place, growing takes new room and copies. The memory grows as needed;
    /// where it cannot, the call traps.
    /// </summary>
    private static byte[] ReallocBody(int heap)
    {
        // Parameters: old pointer 0, old size 1, alignment 2, new size 3; local 4: the new place.
        var code = new WasmWriter(128);
        code.WriteBytes([0x01, 0x01, CoreModuleBuilder.I32]);
        WriteLocalGet(code, 3);
        WriteLocalGet(code, 1);
        code.WriteBytes([0x4d, 0x04, 0x40]);
        WriteLocalGet(code, 1);
        code.WriteBytes([0x04, 0x40]);
        WriteLocalGet(code, 0);
        code.WriteBytes([0x0f, End, End]);

        // place := (heap + alignment - 1) & -alignment
        WriteGlobalGet(code, heap);
        WriteLocalGet(code, 2);
        code.WriteBytes([0x6a, 0x41, 0x01, 0x6b, 0x41, 0x00]);
        WriteLocalGet(code, 2);
        code.WriteBytes([0x6b, 0x71, 0x22, 0x04]);

        // heap := place + new size; an overflow traps
        WriteLocalGet(code, 3);
        code.WriteBytes([0x6a, 0x24]);
        code.WriteVarU32(heap);
        WriteGlobalGet(code, heap);
        WriteLocalGet(code, 4);
        code.WriteBytes([0x49, 0x04, 0x40, Unreachable, End]);

        // while memory is too small, grow by what is missing
        WriteGlobalGet(code, heap);
        code.WriteBytes([0x3f, 0x00, 0x41, 0x10, 0x74, 0x4b, 0x04, 0x40]);
        WriteGlobalGet(code, heap);
        code.WriteBytes([0x41]);
        code.WriteVarS32(16);
        code.WriteBytes([0x76, 0x41, 0x01, 0x6a, 0x3f, 0x00, 0x6b, 0x40, 0x00, 0x41, 0x7f, 0x46, 0x04, 0x40, Unreachable, End, End]);

        // copy what was there
        WriteLocalGet(code, 4);
        WriteLocalGet(code, 0);
        WriteLocalGet(code, 1);
        code.WriteBytes([0xfc, 0x0a, 0x00, 0x00]);
        WriteLocalGet(code, 4);
        code.WriteByte(End);
        return code.ToArray();
    }

    /// <summary>The constant that is the only flat value of a result.</summary>
    private static void WriteDirect(WasmWriter code, ComponentValueType type, Literal value)
    {
        ulong bits = Single(type, value);
        switch (type.Flatten(false)![0])
        {
            case FlatType.I32:
                WriteConst32(code, (int)(uint)bits);
                break;
            case FlatType.I64:
                code.WriteByte(0x42);
                code.WriteVarS64((long)bits);
                break;
            case FlatType.F32:
                code.WriteByte(0x43);
                code.WriteU32((uint)bits);
                break;
            default:
                code.WriteByte(0x44);
                code.WriteU64(bits);
                break;
        }
    }

    private static ulong Single(ComponentValueType type, Literal value) => type switch
    {
        RecordType record => Single(record.Fields[0].Type, value.Items.Count > 0 ? value.Items[0] : Literal.Zero),
        TupleType tuple => Single(tuple.Elements[0], value.Items.Count > 0 ? value.Items[0] : Literal.Zero),
        _ => value.Bits,
    };

    private static void WriteLocalGet(WasmWriter code, int local)
    {
        code.WriteByte(0x20);
        code.WriteVarU32(local);
    }

    private static void WriteGlobalGet(WasmWriter code, int global)
    {
        code.WriteByte(0x23);
        code.WriteVarU32(global);
    }
}
