using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Capabilities.Std;

/// <summary><c>std:audit/journal</c>: a guest's own facts in the tenant's journal, under the name of its instance.</summary>
internal static class JournalInterface
{
    public const string Name = "std:audit/journal";

    private const int MaxPairs = 64, MaxText = 8 << 10, Denied = 0, TooLarge = 1, Failed = 2;

    public static HostInstance Make(NodeSession session)
    {
        HostFacilities facilities = session.Authority.Facilities;
        IAuditSink? sink = session.Authority.Grants.ContainsKey(Name) ? facilities.Audit : null;
        return new InterfaceBuilder(Name, session).Function("record-event", (_, args) =>
        {
            if (sink is null)
            {
                return Value.Err(Value.Case(Denied));
            }

            Value[] pairs = args[2].AsList;
            var context = new List<KeyValuePair<string, string>>(pairs.Length);
            int size = args[1].AsString.Length;
            foreach (Value pair in pairs)
            {
                Value[] parts = pair.AsList;
                size += parts[0].AsString.Length + parts[1].AsString.Length;
                context.Add(new("guest." + parts[0].AsString, parts[1].AsString));
            }

            if (pairs.Length > MaxPairs || size > MaxText || context.Select(pair => pair.Key).Distinct(StringComparer.Ordinal).Count() != context.Count)
            {
                return Value.Err(Value.Case(TooLarge));
            }

            try
            {
                // What a guest says of itself is told apart from what the host saw.
                sink.Append(new AuditRecord(AuditOperation.Exec, (AuditSeverity)args[0].CaseIndex, "guest:" + args[1].AsString)
                {
                    Instance = session.Node,
                    Tenant = facilities.Tenant,
                    Plan = facilities.Plan,
                    Actor = "guest",
                    Context = context,
                });
                return Value.Ok();
            }
            catch (ComposeException)
            {
                return Value.Err(Value.Case(Failed));
            }
        }).Instance;
    }
}
