using System.Text;
using Compose.Engine;

namespace Compose.Host.Clr.Tests;

/// <summary>The module that a start rehearses with.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public void Rehearsal_Played_RunsTheModuleToItsEnd()
    {
        using var thread = new GuestThread();
        (int At, int Length) told = default;
        ulong given = thread.Run(() => Rehearsal.Play((_, slots) => told = ((int)slots[0], (int)slots[1])));
        Assert.Equal((0, 10), told);

        // Twice each of 1 to 9, thrice for the 0, and the mean of the text's ten bytes as it grew.
        double mean = Encoding.ASCII.GetBytes("rehearsal\n").Sum(each => each) / 10.0;
        Assert.Equal((ulong)(93 + (int)mean), given);
    }

    [Fact]
    public void Rehearsal_Begun_DisturbsNothing()
    {
        Rehearsal.Begin();
        using var thread = new GuestThread();
        Assert.NotEqual(0ul, thread.Run(() => Rehearsal.Play(static (_, _) => { })));
    }
}
