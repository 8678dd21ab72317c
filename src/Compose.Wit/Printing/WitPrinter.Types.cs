using System.Text;
using Compose.Wit.Syntax;

namespace Compose.Wit.Printing;

public sealed partial class WitPrinter
{
    private void Types(IEnumerable<(string Name, TypeId Id)> types, IEnumerable<WitFunction> functions)
    {
        var methods = new Dictionary<TypeId, List<WitFunction>>();
        foreach (WitFunction function in functions)
        {
            if (function.Resource is { } resource)
            {
                if (!methods.TryGetValue(resource, out List<WitFunction>? list))
                {
                    methods.Add(resource, list = []);
                }

                list.Add(function);
            }
        }

        var uses = new List<(string Name, TypeId Id)>();
        var own = new List<(string Name, TypeId Id)>();
        foreach ((string name, TypeId id) in types)
        {
            (_wit.UsedFrom(id) is null ? own : uses).Add((name, id));
        }

        Uses(uses);
        foreach ((string name, TypeId id) in own)
        {
            WitTypeDef type = _wit[id];
            _writer.Docs(type.Docs);
            Gate(type.Stability);
            _writer.ExternalId(type.ExternalId);
            Definition(WitWriter.Name(name), type.Kind, methods.GetValueOrDefault(id, []));
        }
    }

    /// <summary>Neighbours from one interface under one gate share a statement.</summary>
    private void Uses(List<(string Name, TypeId Id)> uses)
    {
        for (int start = 0; start < uses.Count;)
        {
            InterfaceId from = _wit.UsedFrom(uses[start].Id)!.Value;
            WitTypeDef first = _wit[uses[start].Id];
            var names = new StringBuilder();
            int end = start;
            for (; end < uses.Count; end++)
            {
                WitTypeDef type = _wit[uses[end].Id];
                if (_wit.UsedFrom(uses[end].Id) != from || type.Stability != first.Stability || type.ExternalId != first.ExternalId)
                {
                    break;
                }

                string target = _wit[((WitTypeKind.Alias)type.Kind).Target.Id].Name!;
                names.Append(end > start ? ", " : string.Empty).Append(WitWriter.Name(target));
                if (target != uses[end].Name)
                {
                    names.Append(" as ").Append(WitWriter.Name(uses[end].Name));
                }
            }

            Gate(first.Stability);
            _writer.ExternalId(first.ExternalId);
            _writer.Line($"use {PathOf(from)}.{{{names}}};");
            start = end;
        }
    }

    private void Definition(string name, WitTypeKind kind, List<WitFunction> methods)
    {
        switch (kind)
        {
            case WitTypeKind.Record record:
                Members($"record {name}", record.Fields, field => $"{WitWriter.Name(field.Name)}: {Text(field.Type!.Value)}");
                break;
            case WitTypeKind.Variant variant:
                Members(
                    $"variant {name}",
                    variant.Cases,
                    member => WitWriter.Name(member.Name) + (member.Type is { } payload ? $"({Text(payload)})" : string.Empty));
                break;
            case WitTypeKind.Enum @enum:
                Members($"enum {name}", @enum.Cases, member => WitWriter.Name(member.Name));
                break;
            case WitTypeKind.Flags flags:
                Members($"flags {name}", flags.Labels, member => WitWriter.Name(member.Name));
                break;
            case WitTypeKind.Resource when methods.Count == 0:
                _writer.Line($"resource {name};");
                break;
            case WitTypeKind.Resource:
                _writer.Open($"resource {name}");
                foreach (WitFunction method in methods)
                {
                    Attributes(method);
                    _writer.Line(Method(method) + ";");
                }

                _writer.Close();
                break;
            case WitTypeKind.Handle handle:
                _writer.Line($"type {name} = {(handle.IsBorrow ? "borrow" : "own")}<{WitWriter.Name(_wit[handle.Of].Name!)}>;");
                break;
            default:
                _writer.Line($"type {name} = {Text(kind)};");
                break;
        }
    }

    private void Members(string head, IReadOnlyList<WitMember> members, Func<WitMember, string> text)
    {
        _writer.Open(head);
        foreach (WitMember member in members)
        {
            _writer.Docs(member.Docs);
            _writer.Line(text(member) + ",");
        }

        _writer.Close();
    }

    private string Method(WitFunction method)
    {
        if (method.Role == FunctionRole.Constructor)
        {
            // A constructor that cannot fail gives the resource and does not say so.
            bool isPlain = method.Result is { IsPrimitive: false } result && _wit[result.Id].Kind is WitTypeKind.Handle;
            return $"constructor{Parameters(method, 0)}{(isPlain ? string.Empty : Result(method))}";
        }

        string name = WitWriter.Name(method.PlainName);
        return $"{name}: {(method.Role == FunctionRole.Static ? "static " : string.Empty)}{Signature(method)}";
    }

    private string Signature(WitFunction function) =>
        $"{(function.IsAsync ? "async " : string.Empty)}func{Parameters(function, function.Role == FunctionRole.Method ? 1 : 0)}{Result(function)}";

    private string Parameters(WitFunction function, int skip) =>
        "(" + string.Join(", ", function.Parameters.Skip(skip).Select(p => $"{WitWriter.Name(p.Name)}: {Text(p.Type)}")) + ")";

    private string Result(WitFunction function) => function.Result is { } result ? $" -> {Text(result)}" : string.Empty;

    /// <summary>A type as text would refer to it: by name if it has one.</summary>
    public static string Print(ResolvedWit wit, WitType type) => new WitPrinter(wit, wit.Main, new WitWriter()).Text(type);

    /// <summary>What a type is made of: <c>list&lt;u8&gt;</c>. Not for records, variants, enums, flags and resources, which always have a name.</summary>
    internal static string PrintStructure(ResolvedWit wit, WitTypeKind kind) => new WitPrinter(wit, wit.Main, new WitWriter()).Text(kind);

    /// <summary>The signature of a function: <c>async func(key: string) -&gt; option&lt;u32&gt;</c>; <c>self</c> of a method is left out.</summary>
    public static string Print(ResolvedWit wit, WitFunction function) => new WitPrinter(wit, wit.Main, new WitWriter()).Signature(function);

    /// <summary>A type where it is used: the name if it has one.</summary>
    private string Text(WitType type)
    {
        if (type.IsPrimitive)
        {
            return type.Primitive.Keyword();
        }

        WitTypeDef definition = _wit[type.Id];
        return definition.Name is not null ? WitWriter.Name(definition.Name) : Text(definition.Kind);
    }

    private string Text(WitTypeKind kind) => kind switch
    {
        WitTypeKind.Alias alias => Text(alias.Target),
        WitTypeKind.Handle { IsBorrow: true } borrow => $"borrow<{WitWriter.Name(_wit[borrow.Of].Name!)}>",
        WitTypeKind.Handle own => WitWriter.Name(_wit[own.Of].Name!),
        WitTypeKind.List list => $"list<{Text(list.Element)}>",
        WitTypeKind.FixedList list => $"list<{Text(list.Element)}, {list.Length}>",
        WitTypeKind.Map map => $"map<{Text(map.Key)}, {Text(map.Value)}>",
        WitTypeKind.Option option => $"option<{Text(option.Element)}>",
        WitTypeKind.Tuple tuple => $"tuple<{string.Join(", ", tuple.Elements.Select(Text))}>",
        WitTypeKind.Result { Ok: null, Error: null } => "result",
        WitTypeKind.Result { Ok: { } ok, Error: null } => $"result<{Text(ok)}>",
        WitTypeKind.Result { Ok: { } ok, Error: { } error } => $"result<{Text(ok)}, {Text(error)}>",
        WitTypeKind.Result { Error: { } error } => $"result<_, {Text(error)}>",
        WitTypeKind.Future { Element: { } element } => $"future<{Text(element)}>",
        WitTypeKind.Future => "future",
        WitTypeKind.Stream { Element: { } element } => $"stream<{Text(element)}>",
        WitTypeKind.Stream => "stream",
        _ => throw new InvalidOperationException($"{kind.GetType().Name} is always named"),
    };
}
