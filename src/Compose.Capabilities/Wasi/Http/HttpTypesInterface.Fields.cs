using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Http;

/// <content>The resource <c>fields</c>.</content>
internal static partial class HttpTypesInterface
{
    /// <summary>Cases of <c>header-error</c>, and none of them.</summary>
    private const int NoError = -1, InvalidSyntax = 0, Forbidden = 1, Immutable = 2;

    private static void DefineFields(InterfaceBuilder builder, NodeSession session) => builder
        .Function("[constructor]fields", (_, _) => Value.Resource(new Fields(session, new FieldList())))
        .Function("[static]fields.from-list", (_, args) => FromList(session, args[0].AsList))
        .Function("[method]fields.get", static (_, args) =>
        {
            List<byte[]> values = args[0].AsObject<Fields>().List.Get(args[1].AsString);
            var list = new Value[values.Count];
            for (int i = 0; i < list.Length; i++)
            {
                list[i] = Value.From(values[i]);
            }

            return Value.List(list);
        })
        .Function("[method]fields.has", static (_, args) => Value.From(args[0].AsObject<Fields>().List.Has(args[1].AsString)))
        .Function("[method]fields.set", static (_, args) => Set(args[0].AsObject<Fields>(), args[1].AsString, args[2].AsList))
        .Function("[method]fields.delete", static (_, args) =>
        {
            var fields = args[0].AsObject<Fields>();
            int error = Check(fields, args[1].AsString);
            if (error == NoError)
            {
                fields.List.Remove(args[1].AsString);
            }

            return Answer(error);
        })
        .Function("[method]fields.append", static (_, args) =>
        {
            var fields = args[0].AsObject<Fields>();
            byte[] value = args[2].AsBytes;
            int error = Check(fields, args[1].AsString);
            error = error == NoError && !HttpSyntax.IsFieldValue(value) ? InvalidSyntax : error;
            if (error == NoError)
            {
                fields.List.Append(args[1].AsString, value);
            }

            return Answer(error);
        })
        .Function("[method]fields.entries", static (_, args) =>
        {
            IReadOnlyList<KeyValuePair<string, byte[]>> entries = args[0].AsObject<Fields>().List.Entries;
            var list = new Value[entries.Count];
            for (int i = 0; i < list.Length; i++)
            {
                list[i] = Value.Tuple(Value.From(entries[i].Key), Value.From(entries[i].Value));
            }

            return Value.List(list);
        })
        .Function("[method]fields.clone", static (_, args) =>
        {
            var fields = args[0].AsObject<Fields>();
            return Value.Resource(new Fields(fields.Owner, new FieldList(fields.List)));
        });

    private static Value FromList(NodeSession session, Value[] entries)
    {
        var list = new FieldList();
        foreach (Value entry in entries)
        {
            string name = entry[0].AsString;
            byte[] value = entry[1].AsBytes;
            int error = CheckName(name);
            error = error == NoError && !HttpSyntax.IsFieldValue(value) ? InvalidSyntax : error;
            if (error != NoError)
            {
                return Answer(error);
            }

            list.Append(name, value);
        }

        return Value.Ok(Value.Resource(new Fields(session, list)));
    }

    private static Value Set(Fields fields, string name, Value[] values)
    {
        int error = Check(fields, name);
        for (int i = 0; i < values.Length && error == NoError; i++)
        {
            error = HttpSyntax.IsFieldValue(values[i].AsBytes) ? NoError : InvalidSyntax;
        }

        if (error == NoError)
        {
            fields.List.Remove(name);
            foreach (Value value in values)
            {
                fields.List.Append(name, value.AsBytes);
            }
        }

        return Answer(error);
    }

    private static int Check(Fields fields, string name) => fields.IsImmutable ? Immutable : CheckName(name);

    private static int CheckName(string name) =>
        !HttpSyntax.IsToken(name) ? InvalidSyntax : HttpSyntax.IsForbidden(name) ? Forbidden : NoError;

    private static Value Answer(int error) => error == NoError ? Value.Ok() : Value.Err(Value.Case(error));
}
