using Compose.Emit.Shapes;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Emit.Stubs;

/// <content>The functions of a compiled-in interface: core code, lifting, exports.</content>
internal sealed partial class StubBuilder
{
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
        _data.Place(_core);
        int? heapGlobal = needsRealloc ? _core.DefineGlobal(new GlobalType(ValType.I32, IsMutable: true), new CodeWriter().I32Const(heap)) : null;
        int? clockGlobal = needsClock ? _core.DefineGlobal(new GlobalType(ValType.I64, IsMutable: true), new CodeWriter().I64Const(0)) : null;
        for (int i = 0; i < functions.Count; i++)
        {
            var (member, type, answer) = functions[i];
            var function = _core.DefineFunction(new FuncType(FlatParameters(type), FlatResults(type)), $"denied {_interfaceName}#{member.Name}");
            WriteBody(function, member, type, answer, addresses[i], area, heap, heapGlobal, clockGlobal);
            _core.Export("c" + i, function);
        }

        for (int i = 0; i < makers.Count; i++)
        {
            var function = _core.DefineFunction(s_producer, "new " + makers[i].Resource);
            function.Code.I32Const(1).Call(makers[i].New);
            _core.Export("n" + i, function);
        }

        if (heapGlobal is { } global)
        {
            var function = _core.DefineFunction(s_realloc, "realloc");
            WriteRealloc(function, global);
            _core.Export("realloc", function);
        }

        Export(functions, makers, needsRealloc);
    }

    private void Export(
        List<(MergedMember Member, ComponentFuncType Type, Answer Answer)> functions,
        List<(string Resource, int New)> makers,
        bool hasRealloc)
    {
        var module = _component.CoreModule(_core.ToArray());
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

    private void WriteBody(
        FunctionBuilder function, MergedMember member, ComponentFuncType type, Answer answer, int address, int area, int heap, int? heapGlobal, int? clockGlobal)
    {
        var code = function.Code;
        if (answer.Kind == AnswerKind.Trap)
        {
            code.Unreachable();
            return;
        }

        if (answer.Kind == AnswerKind.PollAll)
        {
            WritePollAll(function, area);
            address = area;
        }
        else
        {
            WriteDrops(code, member, type);
        }

        // What callers stored of their arguments is no longer needed once the function ran.
        if (heapGlobal is { } global)
        {
            code.I32Const(heap).GlobalSet(global);
        }

        switch (answer.Kind)
        {
            case AnswerKind.PollAll:
                code.I32Const(address);
                break;
            case AnswerKind.ClockNow:
                code.GlobalGet(clockGlobal!.Value);
                break;
            case AnswerKind.ClockAdvance:
                WriteClockAdvance(code, clockGlobal!.Value);
                WriteNew(code, member, answer.Resource!);
                break;
            case AnswerKind.ClockReach:
                WriteClockReach(code, clockGlobal!.Value);
                WriteNew(code, member, answer.Resource!);
                break;
            case AnswerKind.Make:
                WriteNew(code, member, answer.Resource!);
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
                        code.I32Const(address);
                    }
                }

                break;
        }
    }

    /// <summary>Calls what makes a handle: <c>resource.new</c> takes a representation, another component's maker
    /// nothing.</summary>
    private void WriteNew(CodeWriter code, MergedMember member, ResourceId resource)
    {
        if (IsOwn(KeyOf(member.Origin, resource)))
        {
            code.I32Const(1);
        }

        code.Call(NewOf(member.Origin, resource));
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

    private static ValType[] FlatParameters(ComponentFuncType type)
    {
        if (IsSpilled(type))
        {
            return [ValType.I32];
        }

        var flat = new List<ValType>();
        foreach (var parameter in type.Parameters)
        {
            foreach (var item in parameter.Type.Flatten(false)!)
            {
                flat.Add(CoreType(item));
            }
        }

        return [.. flat];
    }

    private static ValType[] FlatResults(ComponentFuncType type) => type.Result switch
    {
        null => [],
        { } result when IsDirect(result) => [.. result.Flatten(false)!.Select(CoreType)],
        _ => [ValType.I32],
    };

    private static ValType CoreType(FlatType type) => type switch
    {
        FlatType.I32 => ValType.I32,
        FlatType.I64 => ValType.I64,
        FlatType.F32 => ValType.F32,
        _ => ValType.F64,
    };
}
