//! Memory that code is run in: the one place that calls what was written there.

use crate::engine::lanes::{Chunk, Columns};
use memmap2::{Mmap, MmapMut};

/// Code that may be run, and where its pieces begin.
#[derive(Debug)]
pub struct Runnable {
    code: Mmap,
    /// What every piece reaches, at most.
    reach: Reach,
}

/// How far code goes into each piece of memory that it is handed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    /// Chunks of a group's frame.
    pub frame: usize,
    /// Columns of the drives.
    pub drives: usize,
    /// Columns of the answers.
    pub answers: usize,
    /// Chunks of the table.
    pub table: usize,
    /// Groups of eight paths from one column to the next.
    pub stride: usize,
}

/// What a piece of code works on.
#[derive(Debug)]
pub struct Ground<'a> {
    pub frames: &'a mut [Chunk],
    pub drives: &'a Columns,
    pub answers: &'a mut Columns,
    pub table: &'a mut [Chunk],
    /// A bit a path, a byte a group.
    pub left: &'a mut [u8],
}

impl Runnable {
    /// `None` where the system lets nobody run what was just written.
    pub fn new(code: &[u8], reach: Reach) -> Option<Runnable> {
        let mut memory = MmapMut::map_anon(code.len().max(1)).ok()?;
        memory[..code.len()].copy_from_slice(code);
        Some(Runnable { code: memory.make_exec().ok()?, reach })
    }

    /// Runs the piece that begins at a place over so many groups of eight paths. False, and nothing is done, where the
    /// ground is too small for it.
    pub fn run(&self, start: usize, groups: usize, ground: &mut Ground) -> bool {
        let Reach { frame, drives, answers, table, stride } = self.reach;
        let fits = start < self.code.len()
            && groups > 0
            && groups <= ground.left.len()
            && groups * frame <= ground.frames.len()
            && table <= ground.table.len()
            && drives <= ground.drives.count()
            && answers <= ground.answers.count()
            && [ground.drives.chunks(), ground.answers.chunks()].iter().all(|&it| it >= groups && it + 1 == stride);
        if !fits {
            return false;
        }
        self.call(start, groups, ground);
        true
    }

    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "a call of code that this crate wrote, on ground that was measured before")]
    fn call(&self, start: usize, groups: usize, ground: &mut Ground) {
        type Piece = unsafe extern "sysv64" fn(*mut Chunk, *const Chunk, *mut Chunk, *mut Chunk, *mut u8, usize);
        // SAFETY: `emit` wrote a whole function of this type there, and `Runnable::new` made it fit to be run.
        let piece: Piece = unsafe { std::mem::transmute(self.code.as_ptr().add(start)) };
        // SAFETY: the code reads and writes only these five pieces of memory, and none of them further than `run` has
        // measured: `emit` noted the furthest address that it wrote down for each.
        unsafe {
            piece(
                ground.frames.as_mut_ptr(),
                ground.drives.start(),
                ground.answers.start_mut(),
                ground.table.as_mut_ptr(),
                ground.left.as_mut_ptr(),
                groups,
            );
        }
    }

    /// `Native::new` writes no code for other machines.
    #[cfg(not(target_arch = "x86_64"))]
    fn call(&self, _: usize, _: usize, _: &mut Ground) {}
}
