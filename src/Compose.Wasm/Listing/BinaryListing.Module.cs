using System.Text;
using Compose.Wasm.Core;

namespace Compose.Wasm.Listing;

/// <summary>Core modules.</summary>
public sealed partial class BinaryListing
{
    private void Module(CoreModule module, string head)
    {
        var names = new CoreNames(module);
        _writer.Open(module.BaseOffset, names.ModuleName is { } name ? $"{head} {ListingWriter.Quote(name)}" : head);
        for (int i = 0; i < module.Types.Length; i++)
        {
            _writer.Line(module.Types[i].Offset, $"(type (;{i};) {Text(module.Types[i])})");
        }

        foreach (Import import in module.Imports)
        {
            _writer.Line(
                import.Offset,
                $"(import {ListingWriter.Quote(import.Module)} {ListingWriter.Quote(import.Name)} {Extern(import.Type, $"(;{import.Index};)")})");
        }

        for (int i = module.ImportedTableCount; i < module.Tables.Length; i++)
        {
            _writer.Line(module.BaseOffset, $"(table (;{i};) {Text(module.Tables[i].Type)}{Expression(module, module.Tables[i].Initial)})");
        }

        for (int i = module.ImportedMemoryCount; i < module.Memories.Length; i++)
        {
            _writer.Line(module.BaseOffset, $"(memory (;{i};) {Text(module.Memories[i])})");
        }

        for (int i = module.ImportedTagCount; i < module.Tags.Length; i++)
        {
            _writer.Line(module.BaseOffset, $"(tag (;{i};) (type {module.Tags[i].TypeIndex}))");
        }

        for (int i = module.ImportedGlobalCount; i < module.Globals.Length; i++)
        {
            GlobalDefinition global = module.Globals[i];
            _writer.Line(module.BaseOffset + global.Initial.Offset, $"(global (;{i};) {Text(global.Type)}{Expression(module, global.Initial)})");
        }

        foreach (Export export in module.Exports)
        {
            _writer.Line(export.Offset, $"(export {ListingWriter.Quote(export.Name)} ({Word(export.Kind)} {export.Index}))");
        }

        if (module.StartFunction is { } start)
        {
            _writer.Line(module.BaseOffset, $"(start {start})");
        }

        for (int i = 0; i < module.Elements.Length; i++)
        {
            ElementSegment segment = module.Elements[i];
            string place = segment.Mode switch
            {
                SegmentMode.Active => $" (table {segment.TableIndex}) (offset{Expression(module, segment.Address)})",
                SegmentMode.Declared => " declare",
                _ => string.Empty,
            };
            _writer.Line(module.BaseOffset + segment.ItemsOffset, $"(elem (;{i};){place} {segment.Type} (; {segment.ItemCount} items ;))");
        }

        for (int i = module.ImportedFunctionCount; i < module.FunctionCount; i++)
        {
            Function(module, i, names.FunctionName(i));
        }

        for (int i = 0; i < module.Data.Length; i++)
        {
            DataSegment segment = module.Data[i];
            string place = segment.Mode == SegmentMode.Active
                ? $" (memory {segment.MemoryIndex}) (offset{Expression(module, segment.Address)})"
                : string.Empty;
            _writer.Line(module.BaseOffset + segment.Offset, $"(data (;{i};){place} (; {segment.Length} bytes ;))");
        }

        foreach (CustomSection section in module.CustomSections)
        {
            _writer.Line(module.BaseOffset + section.Offset, $"(@custom {ListingWriter.Quote(section.Name)} (; {section.Length} bytes ;))");
        }

        _writer.Close(module.BaseOffset + module.Bytes.Length);
    }

    private void Function(CoreModule module, int index, string? name)
    {
        FunctionBody body = module.BodyOf(index);
        string head = $"(func {(name is null ? string.Empty : $"$\"{ListingWriter.Quote(name)[1..^1]}\" ")}(;{index};) (type {body.TypeIndex})";
        if (!_options.Code)
        {
            _writer.Line(module.BaseOffset + body.Offset, $"{head} (; {body.CodeLength} bytes ;))");
            return;
        }

        _writer.Open(module.BaseOffset + body.Offset, head);
        foreach (LocalGroup group in module.LocalsOf(body))
        {
            _writer.Line(module.BaseOffset + body.Offset, group.Count == 1 ? $"(local {group.Type})" : $"(local {group.Type}) (; {group.Count} times ;)");
        }

        Code(module.OperatorsOf(body));
        _writer.Close(module.BaseOffset + body.Offset + body.Length);
    }

    private static string Expression(CoreModule module, ConstantExpression expression)
    {
        if (expression.Length == 0)
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        OperatorReader operators = module.OperatorsOf(expression);
        while (operators.MoveNext())
        {
            if (operators.Depth > 0)
            {
                text.Append(" (").Append(Instruction(operators)).Append(')');
            }
        }

        return text.ToString();
    }

    private static string Word(ExternKind kind) => kind switch
    {
        ExternKind.Function => "func",
        ExternKind.Table => "table",
        ExternKind.Memory => "memory",
        ExternKind.Global => "global",
        _ => "tag",
    };

    private static string Extern(ExternType type, string? index)
    {
        string name = index is null ? string.Empty : index + " ";
        return type.Kind switch
        {
            ExternKind.Function => $"(func {name}(type {type.TypeIndex}))",
            ExternKind.Table => $"(table {name}{Text(type.Table)})",
            ExternKind.Memory => $"(memory {name}{Text(type.Memory)})",
            ExternKind.Global => $"(global {name}{Text(type.Global)})",
            _ => $"(tag {name}(type {type.TypeIndex}))",
        };
    }

    private static string Text(GlobalType type) => type.IsMutable ? $"(mut {type.Value})" : type.Value.ToString();

    private static string Text(TableType type) => $"{Text(type.Limits)} {type.Element}";

    private static string Text(MemoryType type) =>
        Text(type.Limits) + (type.PageSizeLog2 == MemoryType.DefaultPageSizeLog2 ? string.Empty : $" (pagesize {type.PageSize})");

    private static string Text(Limits limits) =>
        (limits.Is64 ? "i64 " : string.Empty) + limits.Minimum
        + (limits.Maximum is { } maximum ? $" {maximum}" : string.Empty) + (limits.IsShared ? " shared" : string.Empty);

    private static string Text(SubType type)
    {
        string structure = type.Kind switch
        {
            CompositeKind.Func => Text(type.Func!),
            CompositeKind.Struct => $"(struct{string.Concat(type.Fields.ToArray().Select(field => $" (field {field})"))})",
            _ => $"(array {type.Fields[0]})",
        };
        return type is { IsFinal: true, Supertype: < 0 }
            ? structure
            : $"(sub {(type.IsFinal ? "final " : string.Empty)}{(type.Supertype >= 0 ? $"{type.Supertype} " : string.Empty)}{structure})";
    }

    private static string Text(FuncType type)
    {
        var text = new StringBuilder("(func");
        Append(" (param", type.Params);
        Append(" (result", type.Results);
        return text.Append(')').ToString();

        void Append(string word, ReadOnlySpan<ValType> types)
        {
            if (types.IsEmpty)
            {
                return;
            }

            text.Append(word);
            foreach (ValType one in types)
            {
                text.Append(' ').Append(one);
            }

            text.Append(')');
        }
    }
}
