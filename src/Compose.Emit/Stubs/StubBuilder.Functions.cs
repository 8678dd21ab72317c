using Compose.Emit.Shapes;
using Compose.Wasm;
using Compose.Wasm.Components;

namespace Compose.Emit.Stubs;

/// <content>The functions of a compiled-in interface: core code, lifting, exports.</content>
internal sealed partial class StubBuilder
{
    private const byte Unreachable = 0x00;
    private const byte End = 0x0b;

    private void DefineFunctions()
    {
        var functions = new List<(MergedMember Member, ComponentFuncType Type, Answer Answer)>();
        bool needsRealloc = false;
        bool needsClock = false;
        foreach (var member in _shape.Functions)
        {
            var type = member.Declaration.Type.AsFunc!;
            var answer = AnswerOf(member);
            functions.Add((member, type, answer));
            needsRealloc |= NeedsRealloc(type);
            needsClock |= answer.Kind is AnswerKind.ClockNow or AnswerKind.ClockAdvance or AnswerKind.ClockReach;
            if (answer.Resource is { } made)
            {
                NewOf(member.Origin, made);
            }

            DeclareDrops(member, type);
        }

        var makers = new List<(string Resource, int New)>();
        if (_defines)
        {
            foreach (var member in _shape.Resources)
            {
                var id = member.Declaration.Type.AsResource!.Id;
                if (IsOwn(KeyOf(member.Origin, id)))
                {
                    makers.Add((member.Name, NewOf(member.Origin, id)));
                }
            }
        }

        if (functions.Count == 0 && makers.Count == 0)
        {
            return;
        }

        // Data first: the heap begins where it ends, and the bodies know its address.
        var addresses = new int[functions.Count];
        for (int i = 0; i < addresses.Length; i++)
        {
            if (functions[i] is { Answer: { Kind: AnswerKind.Value, Value: { } value }, Type.Result: { } result }
                && !IsDirect(result))
            {
                addresses[i] = _data.Add(result, value);
            }
        }

        int area = _data.Reserve(8, 8);
        int heap = (_data.End + 15) / 16 * 16;
        int? heapGlobal = needsRealloc ? _core.Global(CoreModuleBuilder.I32, heap) : null;
        int? clockGlobal = needsClock ? _core.Global(CoreModuleBuilder.I64, 0) : null;
        for (int i = 0; i < functions.Count; i++)
        {
            var (member, type, answer) = functions[i];
            byte[] body = Body(member, type, answer, addresses[i], area, heap, heapGlobal, clockGlobal);
            _core.Function("c" + i, $"denied {_interfaceName}#{member.Name}", FlatParameters(type), FlatResults(type), body);
        }

        for (int i = 0; i < makers.Count; i++)
        {
            var code = new WasmWriter(16);
            code.WriteBytes([0x00, 0x41, 0x01, 0x10]);
            code.WriteVarU32(makers[i].New);
            code.WriteByte(End);
            _core.Function("n" + i, "new " + makers[i].Resource, [], [CoreModuleBuilder.I32], code.WrittenSpan);
        }

        if (heapGlobal is { } global)
        {
            _core.Function("realloc", "realloc", [0x7f, 0x7f, 0x7f, 0x7f], [0x7f], ReallocBody(global));
        }

        Export(functions, makers, needsRealloc);
    }

    private void Export(
        List<(MergedMember Member, ComponentFuncType Type, Answer Answer)> functions,
        List<(string Resource, int New)> makers,
        bool hasRealloc)
    {
        var module = _component.CoreModule(_core.ToArray(_data));
        var arguments = new List<(string Name, CoreInstanceIndex Instance)>();
        if (_coreImports.Count > 0)
        {
            arguments.Add((string.Empty, _component.CoreInstance(_coreImports)));
        }

        var instance = _component.Instantiate(module, arguments);
        var plain = new CanonOptions { Memory = _component.AliasCoreMemory(instance, "memory").Value };
        var allocating = hasRealloc ? plain with { Realloc = _component.AliasCoreFunc(instance, "realloc").Value } : plain;
        for (int i = 0; i < functions.Count; i++)
        {
            var (member, type, _) = functions[i];
            var core = _component.AliasCoreFunc(instance, "c" + i);
            _component.ExportFunc(member.Name, _component.Lift(core, _encoder.Func(type), NeedsRealloc(type) ? allocating : plain));
        }

        for (int i = 0; i < makers.Count; i++)
        {
            var member = _shape.Resources.First(r => r.Name == makers[i].Resource);
            var core = _component.AliasCoreFunc(instance, "n" + i);
            var type = _encoder.Func(MakerType(member.Declaration.Type.AsResource!.Id));
            _component.ExportFunc(CompiledComponent.MakerExport(member.Name), _component.Lift(core, type));
        }
    }

    private byte[] Body(MergedMember member, ComponentFuncType type, Answer answer, int address, int area, int heap, int? heapGlobal, int? clockGlobal)
    {
        var code = new WasmWriter(64);
        if (answer.Kind == AnswerKind.Trap)
        {
            code.WriteBytes([0x00, Unreachable, End]);
            return code.ToArray();
        }

        int parameters = FlatParameters(type).Length;
        if (answer.Kind == AnswerKind.PollAll)
        {
            WritePollAll(code, parameters, area);
            WriteHeapReset(code, heap, heapGlobal);
            WriteConst32(code, area);
            code.WriteByte(End);
            return code.ToArray();
        }

        code.WriteByte(0x00);
        WriteDrops(code, member, type);
        WriteHeapReset(code, heap, heapGlobal);
        switch (answer.Kind)
        {
            case AnswerKind.ClockNow:
                code.WriteByte(0x23);
                code.WriteVarU32(clockGlobal!.Value);
                break;
            case AnswerKind.ClockAdvance:
                WriteClockAdvance(code, clockGlobal!.Value);
                WriteCall(code, NewOf(member.Origin, answer.Resource!), argument: IsOwn(KeyOf(member.Origin, answer.Resource!)));
                break;
            case AnswerKind.ClockReach:
                WriteClockReach(code, clockGlobal!.Value);
                WriteCall(code, NewOf(member.Origin, answer.Resource!), argument: IsOwn(KeyOf(member.Origin, answer.Resource!)));
                break;
            case AnswerKind.Make:
                WriteCall(code, NewOf(member.Origin, answer.Resource!), argument: IsOwn(KeyOf(member.Origin, answer.Resource!)));
                break;
            default:
                if (type.Result is { } result)
                {
                    if (IsDirect(result))
                    {
                        WriteDirect(code, result, answer.Value!);
                    }
                    else
                    {
                        WriteConst32(code, address);
                    }
                }

                break;
        }

        code.WriteByte(End);
        return code.ToArray();
    }

    /// <summary>Calls what makes a handle: <c>resource.new</c> takes a representation, a maker nothing.</summary>
    private static void WriteCall(WasmWriter code, int function, bool argument)
    {
        if (argument)
        {
            WriteConst32(code, 1);
        }

        code.WriteByte(0x10);
        code.WriteVarU32(function);
    }

    private static void WriteConst32(WasmWriter code, int value)
    {
        code.WriteByte(0x41);
        code.WriteVarS32(value);
    }

    /// <summary>What callers stored of their arguments is no longer needed once the function ran.</summary>
    private static void WriteHeapReset(WasmWriter code, int heap, int? heapGlobal)
    {
        if (heapGlobal is { } global)
        {
            WriteConst32(code, heap);
            code.WriteByte(0x24);
            code.WriteVarU32(global);
        }
    }

    private static bool IsDirect(ComponentValueType result) =>
        result.Flatten(false) is { Count: <= ComponentValueType.MaxFlatResults };

    private static bool NeedsRealloc(ComponentFuncType type)
    {
        foreach (var parameter in type.Parameters)
        {
            if (parameter.Type.ContainsPointer)
            {
                return true;
            }
        }

        return IsSpilled(type);
    }

    private static bool IsSpilled(ComponentFuncType type)
    {
        int count = 0;
        foreach (var parameter in type.Parameters)
        {
            count += parameter.Type.Flatten(false)?.Count ?? ComponentValueType.MaxFlatParameters + 1;
        }

        return count > ComponentValueType.MaxFlatParameters;
    }

    private static byte[] FlatParameters(ComponentFuncType type)
    {
        if (IsSpilled(type))
        {
            return [CoreModuleBuilder.I32];
        }

        var flat = new List<byte>();
        foreach (var parameter in type.Parameters)
        {
            foreach (var item in parameter.Type.Flatten(false)!)
            {
                flat.Add(CoreType(item));
            }
        }

        return [.. flat];
    }

    private static byte[] FlatResults(ComponentFuncType type) => type.Result switch
    {
        null => [],
        { } result when IsDirect(result) => [.. result.Flatten(false)!.Select(CoreType)],
        _ => [CoreModuleBuilder.I32],
    };

    private static byte CoreType(FlatType type) => type switch
    {
        FlatType.I32 => 0x7f,
        FlatType.I64 => 0x7e,
        FlatType.F32 => 0x7d,
        _ => 0x7c,
    };
}
