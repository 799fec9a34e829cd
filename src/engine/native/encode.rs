//! Instructions to bytes: AVX-512 on eight floats a register, and the few others that a loop needs.
//!
//! Encodings as in the Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2: EVEX for numbers, VEX for
//! flags.

use super::tape::{Arithmetic, Compare, Fused, Logic};

/// A register of numbers, 0 to 31.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Register(pub u8);

/// A register of flags, 0 to 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask(pub u8);

/// Where a piece of memory begins: the general register that points to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// `rdi`
    Frame = 7,
    /// `rsi`
    Drives = 6,
    /// `rdx`
    Answers = 2,
    /// `rcx`
    Table = 1,
}

/// So many bytes from a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    pub base: Base,
    pub bytes: i32,
}

/// The last operand of an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Register(Register),
    /// Eight numbers in memory.
    Memory(Address),
    /// One number in memory, for all eight.
    Everywhere(Address),
}

/// Bytes that grow.
#[derive(Debug, Default)]
pub struct Code {
    pub bytes: Vec<u8>,
}

/// A jump whose target is not known yet: where its distance stands.
#[derive(Debug, Clone, Copy)]
pub struct Jump(usize);

/// Opcode map and opcode.
#[derive(Debug, Clone, Copy)]
struct Opcode(u8, u8);

/// Which lanes of the target are written, and what becomes of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lanes {
    All,
    /// The others stay, or are chosen elsewhere.
    Where(Mask),
    /// The others become zero.
    OrZero(Mask),
}

fn opcode(how: Arithmetic) -> Opcode {
    let code = match how {
        Arithmetic::Add => 0x58,
        Arithmetic::Subtract => 0x5c,
        Arithmetic::Times => 0x59,
        Arithmetic::Over => 0x5e,
        Arithmetic::Least => 0x5d,
        Arithmetic::Most => 0x5f,
        Arithmetic::And => 0x54,
        Arithmetic::Or => 0x56,
        Arithmetic::Xor => 0x57,
    };
    Opcode(1, code)
}

/// Which two of three operands are multiplied: the first is the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// target = target × source + other
    TargetSource,
    /// target = other × target + source
    OtherTarget,
    /// target = other × source + target
    OtherSource,
}

impl Code {
    /// target = a (how) b
    pub fn arithmetic(&mut self, how: Arithmetic, target: Register, a: Register, b: Source) {
        self.evex(opcode(how), target.0, a.0, b, Lanes::All);
    }

    /// The same where the flag is true; the target stays elsewhere.
    pub fn arithmetic_where(&mut self, how: Arithmetic, target: Register, a: Register, b: Source, flag: Mask) {
        self.evex(opcode(how), target.0, a.0, b, Lanes::Where(flag));
    }

    pub fn fused(&mut self, how: Fused, form: Form, target: Register, other: Register, source: Source) {
        let family = match how {
            Fused::TimesAdd => 0x08,
            Fused::TimesSubtract => 0x0a,
            Fused::SubtractTimes => 0x0c,
        };
        let order = match form {
            Form::TargetSource => 0x90,
            Form::OtherTarget => 0xa0,
            Form::OtherSource => 0xb0,
        };
        self.evex(Opcode(2, order | family), target.0, other.0, source, Lanes::All);
    }

    /// target = source where the flag is true, else `no`
    pub fn blend(&mut self, target: Register, flag: Mask, yes: Source, no: Register) {
        self.evex(Opcode(2, 0x65), target.0, no.0, yes, Lanes::Where(flag));
    }

    /// target = source
    pub fn load(&mut self, target: Register, source: Source) {
        self.evex(Self::moving(source), target.0, 0, source, Lanes::All);
    }

    /// target = source where the flag is true, else zero
    pub fn load_or_zero(&mut self, target: Register, source: Source, flag: Mask) {
        self.evex(Self::moving(source), target.0, 0, source, Lanes::OrZero(flag));
    }

    fn moving(source: Source) -> Opcode {
        match source {
            Source::Register(_) | Source::Memory(_) => Opcode(1, 0x10),
            Source::Everywhere(_) => Opcode(2, 0x19),
        }
    }

    pub fn store(&mut self, to: Address, from: Register) {
        self.evex(Opcode(1, 0x11), from.0, 0, Source::Memory(to), Lanes::All);
    }

    pub fn compare(&mut self, how: Compare, target: Mask, a: Register, b: Source, within: Option<Mask>) {
        let kind = match how {
            Compare::Equal => 0x00,
            Compare::NotEqual => 0x0c,
            Compare::Less => 0x11,
            Compare::LessOrEqual => 0x12,
            Compare::MoreOrEqual => 0x1d,
            Compare::More => 0x1e,
            Compare::NotLessOrEqual => 0x16,
            Compare::NotMoreOrEqual => 0x19,
            Compare::Unordered => 0x03,
            Compare::Ordered => 0x07,
        };
        let lanes = within.map_or(Lanes::All, Lanes::Where);
        self.evex(Opcode(1, 0xc2), target.0, a.0, b, lanes);
        self.bytes.push(kind);
    }

    pub fn logic(&mut self, how: Logic, target: Mask, a: Mask, b: Mask) {
        match how {
            Logic::And => self.vex(0x41, true, target.0, a.0, b.0),
            Logic::Or => self.vex(0x45, true, target.0, a.0, b.0),
            // The instruction denies its first operand.
            Logic::AndNot => self.vex(0x42, true, target.0, b.0, a.0),
        }
    }

    pub fn not(&mut self, target: Mask, a: Mask) {
        self.vex(0x44, false, target.0, 0, a.0);
    }

    /// No path.
    pub fn clear(&mut self, target: Mask) {
        self.vex(0x47, true, target.0, target.0, target.0);
    }

    pub fn load_mask(&mut self, target: Mask, from: Address) {
        self.vex_memory(0x90, target.0, from);
    }

    pub fn store_mask(&mut self, to: Address, from: Mask) {
        self.vex_memory(0x91, from.0, to);
    }

    /// Jumps where the flag is true on no path.
    pub fn jump_unless(&mut self, flag: Mask) -> Jump {
        self.vex(0x98, false, flag.0, 0, flag.0);
        self.bytes.extend([0x0f, 0x84, 0, 0, 0, 0]);
        Jump(self.bytes.len() - 4)
    }

    /// The jump goes to where the code is now.
    pub fn land(&mut self, jump: Jump) {
        let distance = (self.bytes.len() - jump.0 - 4) as u32;
        self.bytes[jump.0..jump.0 + 4].copy_from_slice(&distance.to_le_bytes());
    }

    /// Adds a mask to the flags of the paths that are left, moves on by eight paths, and starts again until all groups are
    /// done.
    pub fn repeat(&mut self, start: usize, left: Mask, frame: i32) {
        // kmovb eax, left; or [r8], al
        self.vex(0x93, false, 0, 0, left.0);
        self.bytes.extend([0x41, 0x08, 0x00]);
        // add rdi, frame; add rsi, 64; add rdx, 64; add r8, 1; sub r9, 1
        self.bytes.extend([0x48, 0x81, 0xc7]);
        self.bytes.extend(frame.to_le_bytes());
        self.bytes
            .extend([0x48, 0x83, 0xc6, 0x40, 0x48, 0x83, 0xc2, 0x40, 0x49, 0x83, 0xc0, 0x01, 0x49, 0x83, 0xe9, 0x01]);
        // jnz start
        self.bytes.extend([0x0f, 0x85]);
        let distance = (start as i64 - (self.bytes.len() as i64 + 4)) as i32;
        self.bytes.extend(distance.to_le_bytes());
        // vzeroupper; ret
        self.bytes.extend([0xc5, 0xf8, 0x77, 0xc3]);
    }

    /// Registers of numbers, 64-bit elements, 512 bits.
    fn evex(&mut self, Opcode(map, code): Opcode, reg: u8, other: u8, source: Source, lanes: Lanes) {
        let (mask, zero) = match lanes {
            Lanes::All => (0, 0),
            Lanes::Where(mask) => (mask.0, 0),
            Lanes::OrZero(mask) => (mask.0, 0x80),
        };
        // Whatever is the extension of a register's number is written denied.
        let denied = |register: u8, bit: u8| (!register >> bit) & 1;
        let (x, b) = match source {
            Source::Register(register) => (denied(register.0, 4), denied(register.0, 3)),
            Source::Memory(_) | Source::Everywhere(_) => (1, 1),
        };
        let everywhere = matches!(source, Source::Everywhere(_)) && Opcode(map, code).broadcasts();
        let first = denied(reg, 3) << 7 | x << 6 | b << 5 | denied(reg, 4) << 4 | map;
        let second = 0x80 | (!other & 0x0f) << 3 | 0x04 | 0x01;
        let third = zero | 0x40 | u8::from(everywhere) << 4 | denied(other, 4) << 3 | mask;
        self.bytes.extend([0x62, first, second, third, code]);
        match source {
            Source::Register(register) => self.bytes.push(0xc0 | (reg & 7) << 3 | register.0 & 7),
            Source::Memory(address) => self.address(reg, address, 64),
            Source::Everywhere(address) => self.address(reg, address, 8),
        }
    }

    /// Registers of flags, eight of them; `other` is left out when 0 and not `wide`.
    fn vex(&mut self, code: u8, wide: bool, reg: u8, other: u8, source: u8) {
        let other = if wide { other } else { 0 };
        self.bytes.extend([0xc5, 0x80 | (!other & 0x0f) << 3 | u8::from(wide) << 2 | 0x01, code]);
        self.bytes.push(0xc0 | (reg & 7) << 3 | source & 7);
    }

    fn vex_memory(&mut self, code: u8, reg: u8, address: Address) {
        self.bytes.extend([0xc5, 0xf9, code]);
        self.address(reg, address, 1);
    }

    /// The distance in units of what is read, if it fits a byte so.
    fn address(&mut self, reg: u8, address: Address, unit: i32) {
        let fields = (reg & 7) << 3 | address.base as u8;
        let short = i8::try_from(address.bytes / unit).ok().filter(|_| address.bytes % unit == 0);
        match short {
            Some(short) => self.bytes.extend([0x40 | fields, short as u8]),
            None => {
                self.bytes.push(0x80 | fields);
                self.bytes.extend(address.bytes.to_le_bytes());
            }
        }
    }
}

impl Opcode {
    /// Whether one number for all is a matter of a bit, not of an instruction of its own.
    fn broadcasts(self) -> bool {
        let Opcode(map, code) = self;
        (map, code) != (2, 0x19)
    }
}
