using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Emit;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary><c>emit key PLAN</c>: the name of the artifact before it is made, and what it is made of.</summary>
internal static class EmitKeyVerb
{
    public static Command Create()
    {
        Argument<string> file = PlanVerbs.File();
        Option<bool> flat = EmitVerbs.Flat();
        var command = new Command("key", "Print the key of the artifact and every field of its preimage.") { file, flat };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ValidatedPlan plan = PlanSession.Validated(invocation, parsed.GetRequiredValue(file));
            EmitKey key = PlanCompiler.Key(plan, EmitVerbs.Options(parsed.GetValue(flat)));
            JsonObject document = KeyDocument.Of("emit-key", key.Value, key.Preimage);
            document["emit-key-founding"] = key.Founding.Hex;
            return invocation.Succeed(document, text => KeyDocument.Print(text, key.Value, key.Preimage));
        }));
        return command;
    }
}
