using System.CommandLine;

namespace Compose.CommandLine;

/// <summary><c>exec run PLAN|ARTIFACT|COMPONENT [args]</c>.</summary>
internal sealed class ExecRunVerb
{
    private readonly Argument<string> _target = new("TARGET") { Description = "A plan, an artifact of `emit build`, or any component." };

    public ExecRunVerb()
    {
        Command = new Command("run", "Run a command with exactly what it was granted. Options end at TARGET; what follows is the guest's.")
        {
            _target,
        };
        Command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            invocation.Out.WriteLine(parsed.GetValue(_target) + " " + string.Join(',', GuestWords));
            return 0;
        }));
    }

    public Command Command { get; }

    /// <summary>The words after the component.</summary>
    public string[] GuestWords { get; set; } = [];
}
